-- Stripe customers: what their records say, and the account that the rules must find for each.
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
        when
            accounts.key_method = 'manual_map'
            then 'payables@' || replace(identities.domain, '.example', '-finance.example')
        when accounts.key_method = 'contact_majority' then 'finance@' || identities.contact_domain
        when
            accounts.key_method not in ('domain', 'none', 'parent_domain', 'organization_key')
            and chance(parties.c, 'own mail') < 0.06
            then lower(first_names.name || '.' || last_names.name) || parties.i || '@gmail.com'
        when chance(parties.c, 'mail') < 0.12 then 'Billing@' || upper(identities.domain)
        when chance(parties.c, 'mail') < 0.22 then 'ap@mail.' || identities.domain
        else pick_from(parties.c, 'box', ['billing', 'accounts', 'ap', 'finance']) || '@' || identities.domain
    end as email,
    case
        when parties.n = 4 then {'salesforce_account_id': identities.account_id}::json
        when accounts.key_method = 'stripe_metadata' and chance(parties.c, 'metadata') < 0.9
            then {'salesforce_account_id': identities.account_id}::json
        when
            accounts.key_method = 'stripe_metadata'
            then {'account_id': identities.account_id, 'plan_owner': 'sales'}::json
        when
            accounts.key_method = 'stripe_metadata15'
            then {'salesforce_account_id': left(identities.account_id, 15)}::json
        when accounts.key_method = 'loser_key' then {'salesforce_account_id': losers.loser_id}::json
        when accounts.key_method = 'organization_key' then {'org_id': accounts.organization_key}::json
        else '{}'::json
    end as metadata,
    case
        when parties.n = 4 then 'external_id'
        when
            accounts.key_method in ('stripe_metadata', 'stripe_metadata15', 'loser_key', 'organization_key', 'crm_key')
            then 'external_id'
        when accounts.key_method in ('free_mail', 'none', 'parent_domain') then 'unresolved'
        else accounts.key_method
    end as method,
    case
        when accounts.key_method in ('free_mail', 'none', 'parent_domain') then 'stripe:' || stripe_id('cus_', parties.c)
        else identities.account_id
    end as truth_account_id,
from parties
inner join accounts on accounts.i = parties.i
inner join identities on identities.i = parties.i
inner join first_names on first_names.n = pick(parties.c, 'first', 50)
inner join last_names on last_names.n = pick(parties.c, 'last', 64)
left join
    (select i, arg_max(loser_id, step) as loser_id from merged_accounts group by i) as losers
on losers.i = parties.i;
