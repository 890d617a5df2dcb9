-- A position on the length of a week or day, on trials or on pauses, without its row in the seeds would leave prices without a
-- monthly rate and statuses without a rule.
with positions as (
    select
        policies.policy,
        policies.position
    from {{ ref('policies') }} as policies
    where
        policies.policy in ('week_length', 'day_length', 'trial', 'paused')
        and {{ in_force('policies', as_of_day()) }}
),

ruled as (
    select
        case intervals.recurring_interval when 'week' then 'week_length' when 'day' then 'day_length' end as policy,
        intervals.position
    from {{ ref('billing_intervals') }} as intervals
    where {{ in_force('intervals', as_of_day()) }}
    union
    select
        case statuses.status when 'trialing' then 'trial' when 'paused' then 'paused' end as policy,
        statuses.position
    from {{ ref('subscription_statuses') }} as statuses
    where {{ in_force('statuses', as_of_day()) }}
)

select positions.*
from positions
left join ruled
    on
        positions.policy = ruled.policy
        and positions.position = ruled.position
where ruled.position is null
