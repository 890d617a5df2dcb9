-- The records behind a subscription period add up to its rate on its first day and on every month end that it covers. A policy
-- that puts a rate where no record says one (a bridged gap, a flat ramp, a trial, usage) has none to add up, and one that takes
-- a rate away (a pause, an unpaid invoice) has more; discounts above the price leave nothing, not less than nothing.
with days as (
    select
        periods.subscription_period_id,
        periods.valid_from as state_date,
        periods.mrr_list,
        periods.mrr
    from {{ ref('subscription_periods') }} as periods
    union
    select
        periods.subscription_period_id,
        months.state_date,
        periods.mrr_list,
        periods.mrr
    from {{ ref('subscription_periods') }} as periods
    inner join {{ ref('reporting_months') }} as months
        on
            periods.valid_from <= months.state_date
            and (periods.valid_to is null or periods.valid_to > months.state_date)
),

suspended as (
    select periods.subscription_period_id
    from {{ ref('subscription_periods') }} as periods
    where
        periods.status in ('paused', 'past_due')
        and periods.mrr_list = 0
),

added as (
    select
        days.subscription_period_id,
        days.state_date,
        days.mrr_list,
        days.mrr,
        sum(sources.mrr_list) as amount_list,
        sum(sources.mrr) as amount
    from days
    left join {{ ref('subscription_period_sources') }} as sources
        on
            days.subscription_period_id = sources.subscription_period_id
            and days.state_date >= sources.covers_from
            and (sources.covers_to is null or days.state_date < sources.covers_to)
    group by days.subscription_period_id, days.state_date, days.mrr_list, days.mrr
)

select added.*
from added
cross join {{ ref('policies_in_force') }} as policies
left join suspended
    on added.subscription_period_id = suspended.subscription_period_id
where
    suspended.subscription_period_id is null
    and policies.ramp = 'price_in_force'
    and policies.reactivation = 'any_gap'
    and policies.trial = 'excluded'
    and policies.usage = 'excluded'
    and policies.paused = 'zero'
    and (
        added.mrr_list <> greatest(coalesce(added.amount_list, 0), 0)
        or added.mrr <> greatest(coalesce(added.amount, 0), 0)
    )
