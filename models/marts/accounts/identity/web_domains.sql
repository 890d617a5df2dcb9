{# No public suffix in the seed has more than four labels, so a registrable domain has at most five. #}
{% set longest_suffix = 4 %}
with texts as (
    select crm_accounts.website as written_domain
    from {{ ref('crm_accounts') }} as crm_accounts
    union
    select contacts.email_domain as written_domain
    from {{ ref('stg_salesforce__contacts') }} as contacts
    union
    select customers.email_domain as written_domain
    from {{ ref('stg_stripe__customers') }} as customers
    union
    select organization_domains.domain as written_domain
    from {{ ref('stg_zendesk__organization_domains') }} as organization_domains
    union
    select groups.domain as written_domain
    from {{ ref('stg_segment__groups') }} as groups
),

hosts as (
    select
        texts.written_domain,
        {{ host_name('texts.written_domain') }} as host
    from texts
    where texts.written_domain is not null
),

endings as (
    {% for count in range(1, longest_suffix + 1) %}
    select
        hosts.host,
        {{ count }} as label_count,
        {{ trailing_labels('hosts.host', count) }} as ending,
        {{ trailing_labels('hosts.host', count + 1) }} is not null as is_subdomain
    from hosts
    where hosts.host is not null
    {{ 'union' if not loop.last }}
    {% endfor %}
),

-- The list's own algorithm: an exception beats all, else the rule with the most labels; a name's last label is a suffix anyway.
lengths as (
    select
        endings.host,
        coalesce(
            max(case when suffixes.kind = 'exception' then endings.label_count end),
            max(case
                when suffixes.kind = 'suffix' then endings.label_count + 1
                when suffixes.kind = 'wildcard' and endings.is_subdomain then endings.label_count + 2
            end),
            2
        ) as label_count
    from endings
    left join {{ ref('public_suffixes') }} as suffixes
        on endings.ending = suffixes.suffix
    group by endings.host
),

registrable as (
    select
        lengths.host,
        case lengths.label_count
            {% for count in range(2, longest_suffix + 2) %}
            when {{ count }} then {{ trailing_labels('lengths.host', count) }}
            {% endfor %}
        end as registrable_domain
    from lengths
),

shared as (
    select registrable.host
    from registrable
    inner join {{ ref('free_mail_domains') }} as free_mail
        on registrable.registrable_domain = free_mail.domain
    union
    select registrable.host
    from registrable
    inner join {{ ref('shared_domains') }} as shared_domains
        on registrable.registrable_domain like shared_domains.domain_pattern
)

select
    hosts.written_domain,
    registrable.registrable_domain,
    shared.host is not null as is_shared
from hosts
left join registrable
    on hosts.host = registrable.host
left join shared
    on hosts.host = shared.host
