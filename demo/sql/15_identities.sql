-- Which keys an account has where: its names, domains and parent.
create or replace table identities as
with borrowed as (
    select
        accounts.*,
        -- The two accounts after a parent are its subsidiaries: they use its web address and mail. So does, further
        -- on, an account that has nothing to do with the one before it: both are clients of one agency.
        case scenario
            when 'subsidiary_with_key' then i - 1
            when 'subsidiary_without_key' then i - 2
            when 'shared_domain_without_key' then i - 1
        end as domain_of,
        case scenario when 'subsidiary_with_key' then i - 1 when 'subsidiary_without_key' then i - 2 end as parent_i,
    from accounts
),

named as (
    select
        borrowed.*,
        own.legal_form,
        own.industry,
        coalesce(lender.domain, own.domain) as used_domain,
        case
            when parent_i is null then own.account_name
            else lender.account_name || case scenario when 'subsidiary_with_key' then ' Services' else ' Ventures' end
        end as plain_name,
    from borrowed
    inner join account_names as own on own.i = borrowed.i
    left join account_names as lender on lender.i = borrowed.domain_of
)

select
    i,
    account_id,
    case
        when scenario = 'hostile_name'
            then
                '=HYPERLINK("http://phish.example","Open") **'
                || plain_name
                || '** <script>alert(1)</script> [x](http://phish.example)'
                || ' :material/bolt: ' || chr(8238) || 'dtL' || chr(8236)
        else plain_name
    end as account_name,
    plain_name,
    plain_name || ' ' || legal_form as legal_name,
    parent_i,
    used_domain as domain,
    case
        when key_method = 'contact_majority' then replace(used_domain, '.example', '-holding.example') else used_domain
    end as contact_domain,
    industry,
    360001000000 + i * 37 as organization_id,
from named;

-- Duplicates that were merged away: into the account, or, in a chain, into another duplicate first.
create or replace table merged_accounts as
select
    accounts.i,
    step,
    salesforce_id('001', 300000000 + accounts.i * 10 + step) as loser_id,
    case when step = 1 then accounts.account_id else salesforce_id('001', 300000000 + accounts.i * 10 + step - 1) end
        as master_id,
    identities.account_name || case when step = 1 then ' (duplicate)' else ' - old' end as account_name,
    identities.domain,
    date_trunc('month', accounts.start_on)
    + to_days((140 + 200 * (2 - step) + accounts.i % 20)::int)
    + to_hours(10) as merged_at,
from accounts
inner join identities on identities.i = accounts.i
cross join (values (1), (2)) as steps(step)
where (accounts.scenario = 'merged_pair' and step = 1) or accounts.scenario = 'merged_chain';
