{# No public suffix in the seed has more than four labels, so a registrable domain has at most five. #}
{% set longest_suffix = 4 %}
{% set domain_columns = [
    ('crm_accounts', 'website'),
    ('stg_salesforce__contacts', 'email_domain'),
    ('stg_stripe__customers', 'email_domain'),
    ('stg_zendesk__organization_domains', 'domain'),
    ('stg_segment__groups', 'domain'),
] %}
with texts as (
    {% for relation, column in domain_columns %}
    select written.{{ column }} as written_domain
    from {{ ref(relation) }} as written
    {% if not loop.last %}union{% endif %}
    {% endfor %}
),

hosts as (
    select
        texts.written_domain,
        {{ host_name('texts.written_domain') }} as host
    from texts
    where texts.written_domain is not null
),

labelled as (
    select
        {% for count in range(1, longest_suffix + 2) %}
        {{ trailing_labels('distinct_hosts.host', count) }} as ending_{{ count }},
        {% endfor %}
        distinct_hosts.host
    from (select distinct hosts.host from hosts) as distinct_hosts
    where distinct_hosts.host is not null
),

endings as (
    {% for count in range(1, longest_suffix + 1) %}
    select
        labelled.host,
        {{ count }} as label_count,
        labelled.ending_{{ count }} as ending
    from labelled
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- The list's own algorithm: an exception beats all, else the longest rule; a name's last label is a suffix anyway.
lengths as (
    select
        endings.host,
        coalesce(
            max(case when suffixes.kind = 'exception' then endings.label_count end),
            max(case
                when suffixes.kind = 'suffix' then endings.label_count + 1
                when suffixes.kind = 'wildcard' then endings.label_count + 2
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
        labelled.host,
        case lengths.label_count
            {% for count in range(2, longest_suffix + 2) %}
            when {{ count }} then labelled.ending_{{ count }}
            {% endfor %}
        end as registrable_domain
    from labelled
    inner join lengths
        on labelled.host = lengths.host
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
