-- CRM accounts as they are now: customers, and prospects that never bought.
create or replace table crm_bodies as
select
    accounts.account_id as id,
    identities.account_name as name,
    case when spans.is_lost then 'Former Customer' else 'Customer' end as type,
    parent.account_id as parent_id,
    case pick(accounts.i, 'website', 6)
        when 0 then 'https://www.' || identities.domain || '/'
        when 1 then 'http://' || identities.domain || ':8080/en'
        when 2 then 'WWW.' || upper(identities.domain)
        when 3 then identities.domain || '.'
        else 'https://' || identities.domain
    end as website,
    identities.industry,
    round(accounts.i % 90 + 20 + 12 * spans.seats)::bigint as employees,
    (spans.seats * 250000)::bigint as annual_revenue,
    owners.csm_id as owner_id,
    owners.sales_id as first_owner_id,
    accounts.country,
    case when accounts.key_method = 'crm_key' then customers.customer_id end as stripe_customer_id,
    case when chance(accounts.i, 'zendesk field') < 0.3 then identities.organization_id::varchar end
        as zendesk_organization_id,
    case
        when
            accounts.key_method = 'organization_key' or chance(accounts.i, 'org field') < 0.85
            then accounts.organization_key
    end
    as product_organization_id,
    spans.live_from - to_days(45) as created_at,
    accounts.i as i,
from accounts
inner join account_spans as spans on spans.i = accounts.i
inner join identities on identities.i = accounts.i
inner join owners on owners.i = accounts.i
left join accounts as parent on parent.i = identities.parent_i
left join customers on customers.c = accounts.i * 10 + 1
union all
select
    salesforce_id('001', 200000000 + k), roots.root || ' ' || trades.trade || ' Company', 'Prospect', null,
    'https://' || lower(roots.root) || '-prospect' || k || '.example',
    trades.industry,
    50 + k % 700,
    4000000,
    owners.sales_id,
    owners.sales_id,
    'United States',
    null,
    null,
    null,
    getvariable('now') - to_days((case when k = 1 then 700 else 20 + pick(k, 'prospect', 700) end)::int),
    -k
from range(1, 3 + getvariable('accounts') // 10) as numbers(k)
inner join roots on roots.n = (k * 37) % 2400
inner join trades on trades.n = (k * 7) % 45
inner join owners on owners.i = 1 + k % getvariable('accounts');
