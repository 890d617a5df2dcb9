-- The whole portfolio is told on one day: the newest one scored by the month end. Who was not scored on it has no score.
with scored_days as (
    select distinct account_health.as_of_date
    from {{ ref('account_health') }} as account_health
),

days as (
    select
        months.month_end,
        max(scored_days.as_of_date) as scored_on
    from {{ ref('scorecard_months') }} as months
    inner join scored_days
        on months.month_end >= scored_days.as_of_date
    where months.segment = 'all'
    group by months.month_end
),

champions as (
    select
        scores.account_id,
        scores.as_of_date,
        scores.profile,
        scores.profile_version,
        scores.score,
        scores.band,
        scores.change_30d,
        scores.main_driver
    from {{ ref('account_health') }} as scores
    inner join {{ ref('health_profiles') }} as profiles
        on
            scores.profile = profiles.profile
            and profiles.is_champion
            and {{ in_force('profiles', 'scores.as_of_date') }}
)

select
    account_mrr.account_id,
    account_mrr.month_end,
    account_mrr.segment_at_close as segment,
    account_mrr.closing_mrr as mrr,
    cast(12 * account_mrr.closing_mrr as decimal(18, 6)) as arr,
    days.scored_on,
    champions.profile,
    champions.profile_version,
    champions.score,
    coalesce(champions.band, 'unscored') as band,
    coalesce(champions.band in ('at_risk', 'critical', 'emergency'), false) as is_at_risk,
    champions.change_30d,
    champions.main_driver,
    account_mrr.is_provisional
from {{ ref('account_mrr') }} as account_mrr
inner join days
    on account_mrr.month_end = days.month_end
left join champions
    on
        account_mrr.account_id = champions.account_id
        and days.scored_on = champions.as_of_date
where account_mrr.closing_mrr > 0
