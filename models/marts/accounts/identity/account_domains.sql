with websites as (
    select
        web_domains.registrable_domain,
        crm_accounts.account_id,
        'website' as source
    from {{ ref('crm_accounts') }} as crm_accounts
    inner join {{ ref('web_domains') }} as web_domains
        on crm_accounts.website = web_domains.written_domain
    where not crm_accounts.is_deleted and not web_domains.is_shared and web_domains.registrable_domain is not null
),

-- A company's further domains: those that support lists for an organization whose account is known by id.
organization_domains as (
    select
        source_key_domains.registrable_domain,
        decisions.account_id,
        'zendesk' as source
    from {{ ref('source_key_domains') }} as source_key_domains
    inner join {{ ref('identity_id_decisions') }} as decisions
        on
            source_key_domains.source_system = decisions.source_system
            and source_key_domains.source_key = decisions.source_key
    inner join {{ ref('crm_accounts') }} as crm_accounts
        on decisions.account_id = crm_accounts.crm_account_id
    where
        source_key_domains.source_system = 'zendesk'
        and not source_key_domains.is_shared
        and not crm_accounts.is_deleted
),

owners as (
    select
        websites.registrable_domain,
        websites.account_id,
        websites.source
    from websites
    union
    select
        organization_domains.registrable_domain,
        organization_domains.account_id,
        organization_domains.source
    from organization_domains
    left join websites
        on organization_domains.registrable_domain = websites.registrable_domain
    where websites.registrable_domain is null
)

-- A domain that several accounts share, be it a family or an agency and its clients, says nothing about which one is meant.
select
    owners.registrable_domain,
    owners.account_id,
    owners.source,
    count(*) over (partition by owners.registrable_domain) = 1 as is_conclusive
from owners
