-- CRM accounts in their versions: customers, duplicates merged away, prospects that never bought, one deleted by mistake.
create or replace table crm_accounts as
with bodies as (
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
        case when chance(accounts.i, 'zendesk field') < 0.3 then identities.organization_id::varchar end as zendesk_organization_id,
        case when accounts.key_method = 'organization_key' or chance(accounts.i, 'org field') < 0.85 then accounts.organization_key end
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
        salesforce_id('001', 200000000 + k), roots.root || ' & ' || roots.root || ' ' || trades.trade, 'Prospect', null,
        'https://' || lower(roots.root) || '-prospect' || k || '.example', trades.industry, 50 + k % 700, 4000000, owners.sales_id,
        owners.sales_id, 'United States', null, null, null, getvariable('now') - to_days((20 + pick(k, 'prospect', 700))::int), -k
    from range(1, 3 + getvariable('accounts') // 10) as numbers(k)
    inner join roots on roots.n = (k * 37) % 2400
    inner join trades on trades.n = (k * 7) % 45
    inner join owners on owners.i = 1 + k % getvariable('accounts')
),

changed as (
    select *, created_at + to_hours(2) as version_at, 1 as version, false as is_deleted, null::varchar as master_id
    from bodies
    union all
    -- The newest months' exports bring rows again that somebody or something wrote to.
    select bodies.* exclude (months_ago, written_at), written_at, 2 + months_ago, id = salesforce_id('001', 200000001) and months_ago = 2, null
    from (
        select
            bodies.*,
            6 - months_back as months_ago,
            date_trunc('month', getvariable('as_of')) - to_months(months_back::int)
            + to_seconds(pick(i * 10 + months_back, 'written', (day(getvariable('as_of')) - 1) * 86400 + 80000)) as written_at,
        from bodies
        cross join range(0, 6) as numbers(months_back)
        where chance(i * 10 + months_back, 'touched') < 0.15 or id = salesforce_id('001', 200000001)
    ) as bodies
    where written_at > created_at
    union all
    select
        losers.loser_id, losers.account_name, 'Customer', null, 'https://' || losers.domain, bodies.industry, bodies.employees,
        bodies.annual_revenue, bodies.owner_id, bodies.first_owner_id, bodies.country, null, null, null, bodies.created_at + to_days(9), losers.i,
        least(losers.merged_at, getvariable('now') - to_days(3)), 2, true, losers.master_id
    from merged_accounts as losers
    inner join bodies on bodies.i = losers.i
)

select *, row_number() over (partition by id order by version_at desc) = 1 as is_newest
from changed
where version_at < getvariable('now');

-- Which export a version stands in: all that was known half a year ago in one file, then a file a month.
create or replace table crm_exports as
select
    file_date,
    coalesce(lag(file_date) over (order by file_date), date '1970-01-01') as after_date,
from (
    select last_day((date_trunc('month', getvariable('as_of')) - to_months(months_back::int))::date) as file_date
    from range(1, 7) as numbers(months_back)
    union all
    select getvariable('as_of')
);
