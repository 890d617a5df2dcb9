with key_domains as (
    select
        source_key_domains.source_system,
        source_key_domains.source_key,
        source_key_domains.registrable_domain
    from {{ ref('source_key_domains') }} as source_key_domains
    where not source_key_domains.is_shared
),

contact_counts as (
    select
        web_domains.registrable_domain,
        crm_accounts.account_id,
        count(distinct contacts.contact_id) as contacts
    from {{ ref('stg_salesforce__contacts') }} as contacts
    inner join {{ ref('web_domains') }} as web_domains
        on contacts.email_domain = web_domains.written_domain
    inner join {{ ref('crm_accounts') }} as crm_accounts
        on contacts.account_id = crm_accounts.crm_account_id
    where not contacts.is_deleted and not crm_accounts.is_deleted and not web_domains.is_shared
    group by web_domains.registrable_domain, crm_accounts.account_id
),

key_contacts as (
    select
        key_domains.source_system,
        key_domains.source_key,
        contact_counts.account_id,
        {{ text_list('key_domains.registrable_domain') }} as domains,
        sum(contact_counts.contacts) as contacts,
        sum(sum(contact_counts.contacts)) over (
            partition by key_domains.source_system, key_domains.source_key
        ) as all_contacts
    from key_domains
    inner join contact_counts
        on key_domains.registrable_domain = contact_counts.registrable_domain
    group by key_domains.source_system, key_domains.source_key, contact_counts.account_id
),

weighed as (
    select
        key_contacts.source_system,
        key_contacts.source_key,
        key_contacts.account_id,
        key_contacts.domains,
        key_contacts.contacts,
        key_contacts.all_contacts,
        key_contacts.contacts >= rules.minimum_share * key_contacts.all_contacts as is_majority,
        key_contacts.all_contacts >= rules.minimum_contacts as is_enough
    from key_contacts
    cross join {{ ref('identity_rules') }} as rules
    where rules.rule = 'contact_majority' and {{ in_force('rules', as_of_day()) }}
)

select
    key_domains.source_system,
    key_domains.source_key,
    account_domains.account_id,
    account_domains.account_id as crm_account_id,
    'domain' as rule,
    account_domains.is_conclusive,
    account_domains.registrable_domain || ' (' || account_domains.source || ')' as evidence,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to
from key_domains
inner join {{ ref('account_domains') }} as account_domains
    on key_domains.registrable_domain = account_domains.registrable_domain
union all
select
    weighed.source_system,
    weighed.source_key,
    weighed.account_id,
    weighed.account_id as crm_account_id,
    'contact_majority' as rule,
    weighed.is_majority and weighed.is_enough as is_conclusive,
    weighed.domains
    || ' (' || cast(weighed.contacts as varchar)
    || ' of ' || cast(weighed.all_contacts as varchar) || ' contacts)' as evidence,
    cast(null as date) as valid_from,
    cast(null as date) as valid_to
from weighed
