-- The life of each account's own subscription: when it starts, whether and how it ends.
create or replace table lives as
with own as (
    select
        *,
        at_time(start_on, i, 'start hour') as start_at,
    from accounts
),

anchored as (
    select
        *,
        case when has_trial then start_at + to_days(14) end as trial_end_at,
        case when has_trial then start_at + to_days(14) else start_at end as anchor_at,
        map {'low': 0.016, 'mid': 0.007, 'high': 0.0035}[tier] as monthly_hazard,
    from own
),

lasting as (
    select
        *,
        -- Periods until the loss: geometric in the chance of losing an account in one of its periods.
        1 + floor(
            ln(1 - chance(i, 'life'))
            / ln(1 - monthly_hazard * (case billing_interval when 'year' then 10.5 when 'week' then 0.25 else 1 end))
        )::bigint as drawn_periods,
        case when chance(i, 'end kind') < 0.80 then 'at_period_end' when chance(i, 'end kind') < 0.90 then 'immediate'
            else 'payment_failed' end
            as drawn_ending,
        (datediff('month', anchor_at, getvariable('as_of')) - ended_months_ago)
        // (case when billing_interval = 'year' then 12 else 1 end) as fixed_periods,
    from anchored
),

decided as (
    select
        *,
        case
            when ending is null then drawn_ending
            when ending = 'reactivated' then 'at_period_end'
            else ending
        end as end_kind,
        case when ending is null then drawn_periods else fixed_periods end as periods,
    from lasting
),

ended as (
    select
        *,
        case
            when end_kind = 'open' then null
            when end_kind = 'trial' then trial_end_at
            when end_kind = 'scheduled' then period_start(anchor_at, billing_interval, (
                datediff('month', anchor_at, getvariable('month_end'))
                    // (case when billing_interval = 'year' then 12 else 1 end) + 1
            ))
            when periods > 3000 then null
            when end_kind = 'at_period_end' then period_start(anchor_at, billing_interval, periods)
            -- Ended at once: some days into the last period, never on its first two.
            when end_kind = 'immediate' and ended_months_ago is not null
                then date_trunc('month', getvariable('as_of')) - to_months(ended_months_ago)
                    + to_seconds(11 * 86400 + 51234)
            when end_kind = 'immediate'
                then period_start(anchor_at, billing_interval, periods) - to_days((
                    case billing_interval when 'year' then 20 + pick(i, 'cut', 300) when 'week' then 1 else 2
                        + pick(i, 'cut', 20) end
                )::int)
            -- Stripe gives up three weeks after the invoice that was never paid.
            else period_start(anchor_at, billing_interval, periods) + to_days(21)
        end as end_at,
    from decided
)

select
    * exclude (end_at),
    -- The bill of a snapshot account changes only up to the 25th; whatever would end later ends then.
    case
        when end_at is not null and history = 'snapshots' and day(end_at) > 25 then end_at
            - to_days((day(end_at) - 25)::int)
        else end_at
    end as end_at,
    case
        when end_kind = 'scheduled' then getvariable('now') - to_seconds(9 * 86400 + 30011)
        when end_kind = 'at_period_end'
            then end_at - to_seconds((
                case billing_interval when 'year' then 20 + pick(i, 'notice', 45) when 'week' then 3 else 3
                    + pick(i, 'notice', 22) end * 86400 - 4211
            )::bigint)
        when end_kind = 'trial' then end_at - to_days(2)
        else end_at
    end as request_at,
    chance(i, 'warning') < 0.80 as is_warned,
from ended;
