-- The vendor's own people, who looks after whom, and the customers' contacts.
create or replace table vendor_users as
select
    k as n,
    salesforce_id('005', k) as user_id,
    first_names.name as first_name,
    last_names.name as last_name,
    first_names.name || ' ' || last_names.name as user_name,
    lower(first_names.name || '.' || last_names.name) || case when k > 40 then k::varchar else '' end
        || '@meridian-works.example' as email,
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
inner join (select *, row_number() over (order by n) - 1 as place, count(*) over () as places from vendor_users
    where role = 'csm' and is_active) as csm
    on csm.place = pick(accounts.i, 'csm', 1000000) % csm.places
inner join (select *, row_number() over (order by n) - 1 as place, count(*) over () as places from vendor_users
    where role = 'sales') as sales
    on sales.place = pick(accounts.i, 'sales', 1000000) % sales.places;

create or replace table contacts as
select
    accounts.i,
    j,
    accounts.i * 100 + j as contact,
    salesforce_id('003', accounts.i * 100 + j) as contact_id,
    first_names.name as first_name,
    last_names.name as last_name,
    lower(first_names.name || '.' || last_names.name) || case when j > 6 then j::varchar else '' end || '@'
        || identities.contact_domain as email,
    case j
        when 1 then 'VP Operations' when 2 then 'IT Manager' when 3 then 'Head of Finance' when 4
            then 'Operations Analyst'
        when 5 then 'Chief Operating Officer' when 6 then 'Procurement Manager' else 'Team Lead'
    end as title,
    case j when 2 then 'IT' when 3 then 'Finance' when 6 then 'Procurement' else 'Operations' end as department,
    spans.live_from - to_days((40 - 3 * j)::int) as created_at,
    -- Champions leave before some warned losses.
    case
        when j = 1 and spans.is_lost and spans.cause = 'champion_left' then spans.live_to - to_days(100)
        when chance(accounts.i * 100 + j, 'left') < 0.05 then spans.live_from
            + to_days((60 + pick(accounts.i * 100 + j, 'left after', 500))::int)
    end as left_at,
from accounts
inner join account_spans as spans on spans.i = accounts.i
inner join identities on identities.i = accounts.i
-- Parent and subsidiaries have as many contacts each, so that no majority decides whose their shared domain is.
cross join range(1, 9) as numbers(j)
inner join first_names on first_names.n = pick(accounts.i * 100 + j, 'contact first', 50)
inner join last_names on last_names.n = pick(accounts.i * 100 + j, 'contact last', 64)
where j <= case
    when accounts.scenario in (
        'parent', 'subsidiary_with_key', 'subsidiary_without_key', 'shared_domain_with_key', 'shared_domain_without_key'
    ) then 4
    else map {'low': 3, 'mid': 5, 'high': 8}[accounts.tier]
end;
