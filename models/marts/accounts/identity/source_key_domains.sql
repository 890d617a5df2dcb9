with written as (
    select
        'stripe' as source_system,
        customers.customer_id as source_key,
        customers.email_domain as written_domain
    from {{ ref('stg_stripe__customers') }} as customers
    union
    select
        'zendesk' as source_system,
        organization_domains.organization_id as source_key,
        organization_domains.domain as written_domain
    from {{ ref('stg_zendesk__organization_domains') }} as organization_domains
    union
    select
        'segment' as source_system,
        segment_groups.group_id as source_key,
        segment_groups.domain as written_domain
    from {{ ref('stg_segment__groups') }} as segment_groups
)

select distinct
    written.source_system,
    written.source_key,
    web_domains.registrable_domain,
    web_domains.is_shared
from written
inner join {{ ref('web_domains') }} as web_domains
    on written.written_domain = web_domains.written_domain
where web_domains.registrable_domain is not null
