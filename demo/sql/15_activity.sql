-- The hidden state of each account by month: how well it does. Usage, tickets, surveys and lateness follow it, with noise.
-- Losses that come with a warning are preceded by half a year of decline; one in five comes out of the blue.
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
            getvariable('window_start')::timestamp, date_trunc('month', getvariable('as_of'))::timestamp, interval 1 month
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

create or replace table vendor_users as
select
    k as n,
    salesforce_id('005', k) as user_id,
    first_names.name as first_name,
    last_names.name as last_name,
    first_names.name || ' ' || last_names.name as user_name,
    lower(first_names.name || '.' || last_names.name) || case when k > 40 then k::varchar else '' end || '@meridian-works.example' as email,
    case when k <= 2 then 'manager' when k % 4 = 3 then 'sales' else 'csm' end as role,
    'EMEA' as region,
    case when k > 2 then salesforce_id('005', 1 + k % 2) end as manager_id,
    k <> 7 as is_active,
from range(1, 11 + getvariable('accounts') // 40) as t(k)
inner join first_names on first_names.n = (k * 17 + 3) % 50
inner join last_names on last_names.n = (k * 29 + 11) % 64;

create or replace table owners as
select
    accounts.i,
    csm.user_id as csm_id,
    csm.email as csm_email,
    sales.user_id as sales_id,
from accounts
inner join (select *, row_number() over (order by n) - 1 as place, count(*) over () as places from vendor_users where role = 'csm' and is_active) as csm
    on csm.place = pick(accounts.i, 'csm', 1000000) % csm.places
inner join (select *, row_number() over (order by n) - 1 as place, count(*) over () as places from vendor_users where role = 'sales') as sales
    on sales.place = pick(accounts.i, 'sales', 1000000) % sales.places;

create or replace table contacts as
select
    accounts.i,
    j,
    accounts.i * 100 + j as contact,
    salesforce_id('003', accounts.i * 100 + j) as contact_id,
    first_names.name as first_name,
    last_names.name as last_name,
    lower(first_names.name || '.' || last_names.name) || case when j > 6 then j::varchar else '' end || '@' || identities.contact_domain as email,
    case j
        when 1 then 'VP Operations' when 2 then 'IT Manager' when 3 then 'Head of Finance' when 4 then 'Operations Analyst'
        when 5 then 'Chief Operating Officer' when 6 then 'Procurement Manager' else 'Team Lead'
    end as title,
    case j when 2 then 'IT' when 3 then 'Finance' when 6 then 'Procurement' else 'Operations' end as department,
    spans.live_from - to_days((40 - 3 * j)::int) as created_at,
    -- Champions leave before some warned losses.
    case
        when j = 1 and spans.is_lost and spans.cause = 'champion_left' then spans.live_to - to_days(100)
        when chance(accounts.i * 100 + j, 'left') < 0.05 then spans.live_from + to_days((60 + pick(accounts.i * 100 + j, 'left after', 500))::int)
    end as left_at,
from accounts
inner join account_spans as spans on spans.i = accounts.i
inner join identities on identities.i = accounts.i
-- Parent and subsidiaries have as many contacts each, so that no majority decides whose their shared domain is.
cross join range(1, 9) as numbers(j)
inner join first_names on first_names.n = pick(accounts.i * 100 + j, 'contact first', 50)
inner join last_names on last_names.n = pick(accounts.i * 100 + j, 'contact last', 64)
where j <= case
    when accounts.scenario in ('parent', 'subsidiary_with_key', 'subsidiary_without_key') then 4
    else map {'low': 3, 'mid': 5, 'high': 8}[accounts.tier]
end;
