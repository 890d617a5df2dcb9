-- The platform plan of a subscription after each change: seats, plan and price list, as running sums of what happened.
create or replace table plan_states as
with steps as (
    select
        s,
        change_at,
        sum(seats) as seats,
        sum(case kind when 'upgrade' then 1 when 'downgrade' then -1 else 0 end) as levels,
        max((kind = 'dearer')::int) as dearer,
    from changes
    where kind in ('seats_up', 'seats_down', 'upgrade', 'downgrade', 'dearer')
    group by s, change_at
    union all
    select
        s,
        start_at,
        0,
        0,
        (start_at >= getvariable('dearer_from'))::int,
    from subscriptions
),

running as (
    select
        steps.s,
        steps.change_at,
        greatest(3, subscriptions.first_seats + sum(steps.seats) over so_far)::bigint as quantity,
        case
            when subscriptions.first_product > 3 then subscriptions.first_product
            else greatest(1, least(3, subscriptions.first_product + sum(steps.levels) over so_far))
        end::int as product,
        max(steps.dearer) over so_far + 1 as version,
    from steps
    inner join subscriptions on subscriptions.s = steps.s
    window so_far as (partition by steps.s order by steps.change_at)
),

priced as (
    select
        running.s,
        running.change_at,
        running.quantity,
        running.product,
        case when running.product in (1, 2) then running.version else 1 end as version,
    from running
)

select *
from priced
qualify
    row(quantity, product, version) is distinct from lag(row(quantity, product, version))
        over (partition by s order by change_at);
