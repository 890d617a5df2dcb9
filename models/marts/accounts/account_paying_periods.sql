-- Several subscriptions may pay at a time. A gap that the policy on reactivations forgives is paid for in the periods already.
with paid as (
    select
        periods.account_id,
        periods.valid_from,
        coalesce(periods.valid_to, {{ latest_day() }}) as valid_to
    from {{ ref('subscription_periods') }} as periods
    cross join {{ ref('policies_in_force') }} as policies
    where
        {{ counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all') }} > 0
        and periods.valid_from <= {{ as_of_day() }}
),

reached as (
    select
        paid.*,
        max(paid.valid_to) over (
            partition by paid.account_id
            order by paid.valid_from, paid.valid_to
            rows between unbounded preceding and 1 preceding
        ) as reached
    from paid
),

numbered as (
    select
        reached.*,
        sum(
            case when reached.reached is null or reached.valid_from > reached.reached then 1 else 0 end
        ) over (
            partition by reached.account_id
            order by reached.valid_from, reached.valid_to
            rows unbounded preceding
        ) as life
    from reached
)

select
    numbered.account_id,
    cast(numbered.life as integer) as life,
    min(numbered.valid_from) as valid_from,
    -- An end that still lies ahead is a plan, not a loss.
    case when max(numbered.valid_to) <= {{ as_of_day() }} then max(numbered.valid_to) end as valid_to
from numbered
group by numbered.account_id, numbered.life
