-- When each account starts, and the keys and currency that follow from what was drawn.
create or replace table dated as
select
    *,
    case
        when scenario = 'trial_now' then getvariable('as_of') - 5
        when scenario = 'trial_converted' then date_trunc('month', getvariable('as_of'))::date
            - to_months(started_months_ago) + to_days(23)
        when scenario = 'ends_on_month_end'
            then last_day(date_trunc('month', getvariable('as_of'))::date - to_months(started_months_ago))
        -- Fixed accounts start on the 2nd to the 24th, so that no plain case hangs on the length of a month.
        when started_months_ago is not null
            then date_trunc('month', getvariable('as_of'))::date - to_months(started_months_ago)
                + to_days((2 + pick(i, 'day', 22))::int)
        -- Three in ten were customers before the window; the rest join through it, a little denser at its start.
        when start_u < 0.30
            then getvariable('window_start')
                - to_days(1 + (least(730, getvariable('months') * 20) * start_u / 0.30)::int)
        else getvariable('window_start')
            + to_days(((getvariable('as_of') - getvariable('window_start') - 6)
                * pow((start_u - 0.30) / 0.70, 1.15))::int)
    end::date as raw_start_on,
from placed;

create or replace table accounts as
select
    * exclude (raw_start_on, fixed_interval, interval_u, fixed_currency, start_u, started_months_ago),
    -- The bill of a snapshot account never changes after the 25th: a month-end list must show the whole month.
    case
        when history = 'snapshots' then least(raw_start_on, (date_trunc('month', raw_start_on) + to_days(20))::date)
        else raw_start_on
    end as start_on,
    coalesce(
        fixed_interval,
        case when interval_u < map {'low': 0.22, 'mid': 0.50, 'high': 0.88}[tier] then 'year' when interval_u > 0.998
            then 'week' else 'month' end
    ) as billing_interval,
    coalesce(
        fixed_currency,
        case
            when country in ('Germany', 'France', 'Netherlands') then 'eur'
            when country = 'United Kingdom' then 'gbp'
            when country = 'Japan' then 'jpy'
            when country = 'Kuwait' then 'kwd'
            else 'usd'
        end
    ) as currency,
    case when country in ('United States', 'Canada') then 'Americas' when country in ('Japan', 'Australia')
        then 'APAC' else 'EMEA' end as region,
    salesforce_id('001', i) as account_id,
    'org_' || lower(substr(stripe_id('o', i), 2, 12)) || i as organization_key,
from dated;
