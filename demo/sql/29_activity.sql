-- The hidden state of each account by month: how well it does. Usage, tickets, surveys and lateness follow it, with
-- noise. Losses that come with a warning are preceded by half a year of decline; one in five comes out of the blue.
create or replace table account_spans as
select
    accounts.i,
    accounts.tier,
    min(subscriptions.start_at) as live_from,
    max(case when subscriptions.is_ended then subscriptions.end_at else getvariable('now') end) as live_to,
    bool_and(subscriptions.is_ended) as is_lost,
    arg_max(churn_causes.is_warned, subscriptions.start_at) as is_warned,
    arg_max(churn_causes.cause, subscriptions.start_at) as cause,
    sum(subscriptions.first_seats) filter (where subscriptions.n in (1, 3)) as seats,
from accounts
inner join subscriptions on subscriptions.i = accounts.i and subscriptions.n <> 5
inner join churn_causes on churn_causes.s = subscriptions.s
group by accounts.i, accounts.tier;

create or replace table account_months as
with months as (
    select
        spans.*,
        month_start::date as month_start,
        datediff('month', month_start, spans.live_to) as months_left,
        spans.i * 1000 + datediff('month', date '2015-01-01', month_start) as key,
    from account_spans as spans
    inner join (
        select unnest(generate_series(
            getvariable('window_start')::timestamp,
            date_trunc('month', getvariable('as_of'))::timestamp,
            interval 1 month
        )) as month_start
    ) as calendar
        on date_trunc('month', spans.live_from) <= calendar.month_start and calendar.month_start < spans.live_to
)

select
    *,
    greatest(0.03, least(1.0,
        0.45 + 0.40 * chance(i, 'fit') + 0.10 * sin(0.5 * (key % 1000) + i % 7)
        - case when is_lost and is_warned and months_left < 6 then 0.09 * (6 - months_left) else 0 end
        -- Some accounts scare everybody and stay.
        - case when not is_lost and chance(i, 'scare') < 0.12 and (key % 1000 + i) % 19 < 4 then 0.30 else 0 end
        + 0.12 * (chance(key, 'noise') - 0.5)
    )) as wellbeing,
    -- August and December are quiet.
    case month(month_start) when 8 then 0.78 when 12 then 0.72 when 7 then 0.9 else 1.0 end
    * case when date_trunc('month', live_from) = month_start then 0.4 else 1.0 end as season,
from months;
