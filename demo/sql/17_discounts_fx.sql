-- What a subscription's coupon takes off, from when to when, and the rates of exchange at each month-end.
create or replace table discounts as
with drawn as (
    select
        subscriptions.s,
        subscriptions.discount,
        'di_1' || letters7(hash(subscriptions.s, 'di', getvariable('seed'))) as discount_id,
        case
            when discount = 'percent_forever' then pick_from(subscriptions.s, 'percent', [10, 15, 20])
            when discount = 'percent_later' then 10
            when discount = 'repeating' then 50
            when discount = 'once' then 30
        end as percent_off,
        case
            when
                discount = 'amount_forever'
                then (case when subscriptions.billing_interval = 'year' then 400 else 40 end) * pow(10, digits)::bigint
        end
            as amount_off,
        case discount when 'repeating' then 'repeating' when 'once' then 'once' else 'forever' end as duration,
        case
            when discount = 'percent_later'
                then
                    period_start(
                        anchor_at,
                        subscriptions.billing_interval,
                        case when subscriptions.billing_interval = 'year' then 1 else 6 end
                    )
            else start_at
        end as starts_at,
        case when discount = 'repeating' then start_at + to_months(3) end as ends_at,
        billed_until,
        currency,
    from subscriptions
    where discount <> 'none'
)

select
    *,
    coalesce(percent_off || 'pct-' || duration, amount_off || currency || '-' || duration) as coupon_id,
    coalesce(percent_off || '% off ' || duration, 'Partner credit') as coupon_name,
from drawn
where starts_at < billed_until;

create or replace table month_ends as
select
    last_day(month_start::date) as month_end,
    least(last_day(month_start::date), getvariable('as_of')) as state_on,
    last_day(month_start::date) > getvariable('as_of') as is_provisional,
from (
    select unnest(generate_series(
        date_trunc('month', (select min(start_at) from subscriptions)),
        date_trunc('month', getvariable('as_of')),
        interval 1 month
    )) as month_start
);

-- rate_e8: dollars for one unit of the currency, in hundred-millionths. A rate is written at each month-end that has
-- passed.
create or replace table fx_rates as
select
    last_day(month_start::date) as rate_date,
    currency,
    round(1e8 / per_dollar * (
        1 + 0.045 * sin(0.29 * m + ascii(currency) * 1.7) + 0.02 * (chance(m * 7 + ascii(currency), 'fx') - 0.5)
    ))::bigint as rate_e8,
from (
    select
        month_start,
        datediff('month', date '2020-01-01', month_start) as m,
    from (
        select unnest(generate_series(
            date_trunc('month', (select min(start_at) from subscriptions)) - to_months(1),
            getvariable('as_of'),
            interval 1 month
        )) as month_start
    )
)
cross join currencies
where currency <> 'usd' and last_day(month_start::date) <= getvariable('as_of');
