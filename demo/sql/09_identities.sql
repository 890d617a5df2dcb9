-- Which keys an account has where, and which account each Stripe customer belongs to by the rules of identity resolution.
create or replace table identities as
select
    accounts.i,
    accounts.account_id,
    case
        when accounts.scenario = 'hostile_name'
            then '=HYPERLINK("http://phish.example","Open") **' || own.account_name || '** <script>alert(1)</script> [x](http://phish.example) :material/bolt: '
                || chr(8238) || 'dtL' || chr(8236)
        else own.account_name
    end as account_name,
    own.account_name || ' ' || own.legal_form as legal_name,
    -- The two accounts after a parent are its subsidiaries: they use its web address and mail.
    case accounts.scenario when 'subsidiary_with_key' then accounts.i - 1 when 'subsidiary_without_key' then accounts.i - 2 end as parent_i,
    coalesce(parent.domain, own.domain) as domain,
    case
        when accounts.key_method = 'contact_majority' then replace(own.domain, '.example', '-holding.example')
        else coalesce(parent.domain, own.domain)
    end as contact_domain,
    own.industry,
    'zd' || accounts.i as zendesk_name,
    360001000000 + accounts.i * 37 as organization_id,
from accounts
inner join account_names as own on own.i = accounts.i
left join account_names as parent
    on parent.i = case accounts.scenario when 'subsidiary_with_key' then accounts.i - 1 when 'subsidiary_without_key' then accounts.i - 2 end;

-- Duplicates that were merged away: into the account, or, in a chain, into another duplicate first.
create or replace table merged_accounts as
select
    accounts.i,
    step,
    salesforce_id('001', 300000000 + accounts.i * 10 + step) as loser_id,
    case when step = 1 then accounts.account_id else salesforce_id('001', 300000000 + accounts.i * 10 + step - 1) end as master_id,
    identities.account_name || case when step = 1 then ' (duplicate)' else ' - old' end as account_name,
    identities.domain,
    date_trunc('month', accounts.start_on) + to_days((140 + 200 * (2 - step) + accounts.i % 20)::int) + to_hours(10) as merged_at,
from accounts
inner join identities on identities.i = accounts.i
cross join (values (1), (2)) as steps(step)
where (accounts.scenario = 'merged_pair' and step = 1) or accounts.scenario = 'merged_chain';

create or replace table customers as
with parties as (
    select
        subscriptions.c,
        subscriptions.i,
        min(subscriptions.n) as n,
        min(subscriptions.start_at) - to_minutes(17) as created_at,
        any_value(subscriptions.currency) as currency,
    from subscriptions
    group by subscriptions.c, subscriptions.i
)

select
    parties.*,
    stripe_id('cus_', parties.c) as customer_id,
    accounts.country,
    case
        when accounts.key_method = 'free_mail' then first_names.name || ' ' || last_names.name
        when parties.n = 4 then identities.legal_name || ' (EU)'
        else identities.legal_name
    end as customer_name,
    case
        when accounts.key_method = 'free_mail'
            then lower(first_names.name || '.' || last_names.name) || parties.i || '@'
                || pick_from(parties.c, 'mail', ['gmail.com', 'outlook.com', 'yahoo.com', 'hotmail.com'])
        when accounts.key_method = 'manual_map' then 'payables@' || replace(identities.domain, '.example', '-finance.example')
        when accounts.key_method = 'contact_majority' then 'finance@' || identities.contact_domain
        when accounts.key_method not in ('domain', 'none', 'organization_key') and chance(parties.c, 'own mail') < 0.06
            then lower(first_names.name || '.' || last_names.name) || parties.i || '@gmail.com'
        when chance(parties.c, 'mail') < 0.12 then 'Billing@' || upper(identities.domain)
        when chance(parties.c, 'mail') < 0.22 then 'ap@mail.' || identities.domain
        else pick_from(parties.c, 'box', ['billing', 'accounts', 'ap', 'finance']) || '@' || identities.domain
    end as email,
    case
        when parties.n = 4 then {'salesforce_account_id': identities.account_id}::json
        when accounts.key_method in ('stripe_metadata', 'crm_key') and chance(parties.c, 'metadata') < 0.9 and accounts.key_method = 'stripe_metadata'
            then {'salesforce_account_id': identities.account_id}::json
        when accounts.key_method = 'stripe_metadata' then {'account_id': identities.account_id, 'plan_owner': 'sales'}::json
        when accounts.key_method = 'stripe_metadata15' then {'salesforce_account_id': left(identities.account_id, 15)}::json
        when accounts.key_method = 'loser_key' then {'salesforce_account_id': losers.loser_id}::json
        when accounts.key_method = 'organization_key' then {'org_id': accounts.organization_key}::json
        else '{}'::json
    end as metadata,
    case
        when parties.n = 4 then 'external_id'
        when accounts.key_method in ('stripe_metadata', 'stripe_metadata15', 'loser_key', 'organization_key', 'crm_key') then 'external_id'
        when accounts.key_method in ('free_mail', 'none') then 'unresolved'
        else accounts.key_method
    end as method,
    case
        when accounts.key_method in ('free_mail', 'none') then 'stripe:' || stripe_id('cus_', parties.c)
        else identities.account_id
    end as truth_account_id,
from parties
inner join accounts on accounts.i = parties.i
inner join identities on identities.i = parties.i
inner join first_names on first_names.n = pick(parties.c, 'first', 50)
inner join last_names on last_names.n = pick(parties.c, 'last', 64)
left join (select i, arg_max(loser_id, step) as loser_id from merged_accounts group by i) as losers on losers.i = parties.i;
