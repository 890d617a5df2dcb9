-- What happens to a subscription between its start and its end: seats, plan, add-on, price list.
create or replace table drawn_changes as
with months as (
    select
        *,
        unnest(range(1, datediff('month', anchor_at, billed_until) + 1)) as m,
    from subscriptions
    where changes_by_chance
),

moments as (
    select
        *,
        date_trunc('month', anchor_at) + to_months(m::int) + to_days((1 + pick(s * 1000 + m, 'change day', 24))::int)
        + to_seconds(25200 + pick(s * 1000 + m, 'change second', 43200)) as drawn_at,
        chance(s * 1000 + m, 'change kind') as u,
        map {'low': 0.034, 'mid': 0.050, 'high': 0.054}[tier] * (1 + 0.35 * cos((month(anchor_at) + m - 12) * 0.5236))
            as growth,
        case when discount = 'repeating' then 130 else 35 end as settling_days,
    from months
),

kinds as (
    select
        s,
        drawn_at,
        m,
        first_seats,
        billing_interval,
        case
            -- An account on its way out stops growing half a year before, and may shrink.
            when end_at is not null and drawn_at > end_at - to_days(150)
                then case when u < 0.03 then 'seats_down' end
            when u < growth then 'seats_up'
            when u < growth + 0.0055 then 'upgrade'
            when u < growth + 0.0135 then 'addon'
            when u < growth + 0.0275 then 'seats_down'
            when u < growth + 0.0290 then 'downgrade'
            when u < growth + 0.0320 then 'addon_off'
        end as kind,
    from moments
    where drawn_at > anchor_at + to_days(settling_days::int) and drawn_at < billed_until
),

-- Who pays by the year gives up seats at a renewal, and changes of mind between are billed at once.
settled as (
    select
        kinds.*,
        periods.period_to,
        case
            when kinds.billing_interval = 'year' and kinds.kind in ('seats_down', 'downgrade', 'addon_off')
                then periods.period_to
            else kinds.drawn_at
        end as change_at,
    from kinds
    inner join periods
        on periods.s = kinds.s and periods.period_from < kinds.drawn_at and kinds.drawn_at < periods.period_to
    where kinds.kind is not null
)

select
    settled.s,
    settled.change_at,
    settled.kind,
    case
        when kind = 'seats_up'
            then greatest(1, round(settled.first_seats * (0.06 + 0.28 * chance(settled.s * 1000 + m, 'up'))))
        when kind = 'seats_down' then
            -greatest(1, round(settled.first_seats * (0.05 + 0.22 * chance(settled.s * 1000 + m, 'down'))))
        else 0
    end::bigint as seats,
from settled
inner join subscriptions using (s)
-- A change of a monthly plan shows on the next invoice only: leave out those whose invoice was not written yet. One of
-- a snapshot account must stand by the 25th.
where (settled.billing_interval = 'year' and settled.change_at = settled.drawn_at
    or settled.period_to < subscriptions.billed_until)
    and (subscriptions.history <> 'snapshots' or day(settled.change_at) <= 25);
