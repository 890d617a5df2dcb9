with first_paid as (
    select
        periods.account_id,
        min(periods.valid_from) as first_paid_date
    from {{ ref('subscription_periods') }} as periods
    where periods.mrr > 0
    group by periods.account_id
),

-- What pages call the health of an account is its score by the champion among the profiles.
health as (
    select
        scores.account_id,
        scores.profile,
        scores.score,
        scores.band,
        scores.lifecycle_stage
    from {{ ref('account_health') }} as scores
    inner join {{ ref('health_profiles') }} as profiles
        on
            scores.profile = profiles.profile
            and profiles.is_champion
            and {{ in_force('profiles', 'scores.as_of_date') }}
    where scores.is_current
),

newest_month as (
    select
        account_mrr.account_id,
        account_mrr.segment,
        account_mrr.closing_mrr
    from {{ ref('account_mrr') }} as account_mrr
    where account_mrr.month_end = (select max(newest.month_end) from {{ ref('account_mrr') }} as newest)
)

select
    known.account_id,
    known.account_name,
    known.parent_account_id,
    known.owner_id,
    known.owner_name,
    known.country,
    known.region,
    newest_month.segment,
    first_paid.first_paid_date,
    cast(coalesce(newest_month.closing_mrr, 0) as decimal(18, 6)) as current_mrr,
    cast(coalesce(newest_month.closing_mrr, 0) * 12 as decimal(18, 6)) as current_arr,
    '{{ var("reporting_currency") }}' as currency,
    renewal_dates.renewal_date,
    health.profile as health_profile,
    health.score as health_score,
    health.band as health_band,
    health.lifecycle_stage,
    known.is_billing_only,
    known.is_deleted
from {{ ref('known_accounts') }} as known
left join first_paid
    on known.account_id = first_paid.account_id
left join newest_month
    on known.account_id = newest_month.account_id
left join {{ ref('renewal_dates') }} as renewal_dates
    on known.account_id = renewal_dates.account_id
left join health
    on known.account_id = health.account_id
