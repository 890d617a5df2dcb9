-- A score names the band exactly; the name of a band serves where the CRM holds no score. What the CRM holds of health counts
-- from the day on which it last changed the account.
with champions as (
    select
        scores.account_id,
        scores.as_of_date,
        scores.score
    from {{ ref('account_health') }} as scores
    inner join {{ ref('health_profiles') }} as profiles
        on
            scores.profile = profiles.profile
            and profiles.is_champion
            and {{ in_force('profiles', 'scores.as_of_date') }}
    where scores.score is not null
),

-- A request that came with the start is the term of a contract.
requests as (
    select
        amounts.renewal_id,
        amounts.forecast_date,
        min(subscriptions.cancellation_requested_on) as cancel_requested_on
    from {{ ref('renewal_amounts_due') }} as amounts
    inner join {{ ref('term_subscriptions') }} as covered
        on amounts.renewal_id = covered.term_id
    inner join {{ ref('subscription_terms') }} as subscriptions
        on
            covered.subscription_id = subscriptions.subscription_id
            and amounts.forecast_date >= subscriptions.cancellation_requested_on
            and amounts.forecast_date < subscriptions.service_ended_on
            and coalesce(subscriptions.started_on < subscriptions.cancellation_requested_on, true)
    group by amounts.renewal_id, amounts.forecast_date
),

scored as (
    select
        amounts.*,
        requests.cancel_requested_on,
        coalesce(champions.score, crm.health_score) as health_score,
        replace(replace(lower(trim(crm.health_band)), '-', '_'), ' ', '_') as named_band
    from {{ ref('renewal_amounts_due') }} as amounts
    left join requests
        on
            amounts.renewal_id = requests.renewal_id
            and amounts.forecast_date = requests.forecast_date
    left join champions
        on
            amounts.account_id = champions.account_id
            and amounts.forecast_date = champions.as_of_date
    left join {{ ref('stg_salesforce__accounts') }} as crm
        on
            amounts.account_id = crm.account_id
            and amounts.forecast_date >= {{ reporting_date('crm.modified_at') }}
)

select
    scored.renewal_id,
    scored.forecast_date,
    dates.is_current,
    scored.account_id,
    coalesce(account_mrr.segment, 'unknown') as segment,
    known.owner_id,
    known.owner_name,
    scored.due_date,
    {{ month_end('scored.due_date') }} as due_month_end,
    cast({{ days_between('scored.forecast_date', 'scored.due_date') }} as integer) as days_to_due,
    scored.standing,
    scored.mrr_due,
    scored.booked_mrr,
    scored.cancel_requested_on,
    cast(scored.health_score as decimal(18, 6)) as health_score,
    probabilities.band as health_band,
    case when scored.cancel_requested_on is not null then 'cancel_requested' else probabilities.band end as renewal_class,
    coalesce(floor(scored.health_score), probabilities.lower_score) as score_floor,
    cast(probabilities.probability as decimal(9, 6)) as rule_probability,
    probabilities.version as probability_version
from scored
inner join {{ ref('forecast_dates') }} as dates
    on scored.forecast_date = dates.forecast_date
left join {{ ref('known_accounts') }} as known
    on scored.account_id = known.account_id
left join {{ ref('account_mrr') }} as account_mrr
    on
        scored.account_id = account_mrr.account_id
        and dates.month_end = account_mrr.month_end
left join {{ ref('renewal_probabilities') }} as probabilities
    on
        (
            floor(scored.health_score) between probabilities.lower_score and probabilities.upper_score
            or (scored.health_score is null and scored.named_band = probabilities.band)
        )
        and {{ in_force('probabilities', 'scored.forecast_date') }}
