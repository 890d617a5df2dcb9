{# A key counts when anything names it, exported record of its own or not: the money of a customer that is missing from
   the customer export still needs an account. #}
{% set sightings = [
    ('stripe', 'stg_stripe__customers', 'customer_id', '0', '0'),
    ('stripe', 'stg_stripe__subscriptions', 'customer_id', '0', '0'),
    ('stripe', 'stg_stripe__invoices', 'customer_id', '0', '0'),
    ('stripe', 'stg_stripe__subscription_item_changes', 'customer_id', '0', '0'),
    ('zendesk', 'stg_zendesk__organizations', 'organization_id', '0', '0'),
    ('zendesk', 'stg_zendesk__tickets', 'organization_id', 'sum(case when records.is_deleted then 0 else 1 end)', '0'),
    ('segment', 'stg_segment__groups', 'group_id', '0', '0'),
    ('segment', 'stg_segment__tracks', 'group_id', '0', 'count(*)'),
] %}
with sightings as (
    {% for source_system, relation, column, tickets, events in sightings %}
    select
        '{{ source_system }}' as source_system,
        records.{{ column }} as source_key,
        {{ tickets }} as tickets,
        {{ events }} as events
    from {{ ref(relation) }} as records
    where records.{{ column }} is not null
    group by records.{{ column }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

records as (
    select
        'stripe' as source_system,
        customers.customer_id as source_key,
        customers.crm_account_key as external_id,
        customers.customer_name as written_name
    from {{ ref('stg_stripe__customers') }} as customers
    union all
    select
        'zendesk' as source_system,
        organizations.organization_id as source_key,
        organizations.external_id,
        organizations.organization_name as written_name
    from {{ ref('stg_zendesk__organizations') }} as organizations
    union all
    select
        'segment' as source_system,
        segment_groups.group_id as source_key,
        cast(null as varchar) as external_id,
        max(segment_groups.name) as written_name
    from {{ ref('stg_segment__groups') }} as segment_groups
    where segment_groups.group_id is not null
    group by segment_groups.group_id
),

keys as (
    select
        sightings.source_system,
        sightings.source_key,
        max(records.external_id) as external_id,
        max(records.written_name) as written_name,
        cast(null as varchar) as parent_source_key,
        sum(sightings.tickets) as tickets,
        sum(sightings.events) as events
    from sightings
    left join records
        on sightings.source_system = records.source_system and sightings.source_key = records.source_key
    group by sightings.source_system, sightings.source_key
    union all
    select
        'stripe' as source_system,
        subscriptions.subscription_id as source_key,
        subscriptions.crm_account_key as external_id,
        cast(null as varchar) as written_name,
        subscriptions.customer_id as parent_source_key,
        0 as tickets,
        0 as events
    from {{ ref('stg_stripe__subscriptions') }} as subscriptions
    where subscriptions.crm_account_key is not null
)

select
    keys.source_system,
    keys.source_key,
    nullif(trim(keys.external_id), '') as external_id,
    keys.parent_source_key,
    -- Some systems put an e-mail address where a name belongs; addresses stay out of every mart that is shared.
    case when keys.written_name not like '%@%' then keys.written_name end as display_name,
    cast(keys.tickets as bigint) as tickets,
    cast(keys.events as bigint) as events
from keys
