with kinds as (
    select distinct
        activities.activity_id,
        kinds.kind
    from {{ ref('activities') }} as activities
    inner join {{ ref('activity_kinds') }} as kinds
        on
            case kinds.matched_on
                when 'record' then activities.record
                when 'subject' then activities.subject
                when 'type' then activities.type
                when 'subtype' then activities.subtype
            end like kinds.pattern
            and {{ in_force('kinds', 'activities.happened_on') }}
),

facts as (
    select
        activities.activity_id,
        'touch' as fact,
        activities.contact_id as fact_key
    from {{ ref('activities') }} as activities
    union all
    select
        activities.activity_id,
        'contact_touch' as fact,
        activities.contact_id as fact_key
    from {{ ref('activities') }} as activities
    where activities.contact_id is not null
    union all
    select
        kinds.activity_id,
        kinds.kind as fact,
        kinds.activity_id as fact_key
    from kinds
    union all
    select
        activities.activity_id,
        'call_connected' as fact,
        activities.activity_id as fact_key
    from {{ ref('activities') }} as activities
    inner join kinds
        on activities.activity_id = kinds.activity_id and kinds.kind = 'call'
    inner join {{ ref('call_dispositions') }} as dispositions
        on
            activities.call_disposition = dispositions.disposition
            and {{ in_force('dispositions', 'activities.happened_on') }}
    where dispositions.is_connected
)

select
    activities.account_id,
    facts.fact,
    facts.fact_key,
    activities.happened_on,
    activities.known_on,
    cast(null as date) as ended_on,
    cast(1 as decimal(18, 6)) as amount,
    activities.source_system,
    activities.source_table,
    activities.source_file,
    activities.source_row
from facts
inner join {{ ref('activities') }} as activities
    on facts.activity_id = activities.activity_id
