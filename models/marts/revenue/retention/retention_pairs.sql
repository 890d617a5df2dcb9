-- Only definitions over the same denominator can be bridged in money. A chained definition starts from the opening and has
-- nothing else that an account owns.
with bridged as (
    select
        definitions.definition_id,
        definitions.definition_version,
        definitions.kind,
        counted.definition_id as items_of,
        counted.definition_version as items_version,
        greatest(definitions.effective_from, counted.effective_from) as effective_from,
        case
            when definitions.effective_to is null then counted.effective_to
            when counted.effective_to is null then definitions.effective_to
            else least(definitions.effective_to, counted.effective_to)
        end as effective_to
    from {{ ref('retention_definitions') }} as definitions
    inner join {{ ref('retention_definitions') }} as counted
        on
            (definitions.kind = 'capped_total' and definitions.based_on = counted.definition_id)
            or (
                definitions.kind <> 'capped_total'
                and definitions.definition_id = counted.definition_id
                and definitions.definition_version = counted.definition_version
            )
    where definitions.denominator_item = 'opening_mrr'
),

parts as (
    select
        bridged.definition_id,
        bridged.definition_version,
        bridged.items_version,
        definition_items.item,
        definition_items.coefficient
    from bridged
    inner join {{ ref('retention_definition_items') }} as definition_items
        on
            bridged.items_of = definition_items.definition_id
            and bridged.items_version = definition_items.definition_version
    where bridged.kind <> 'chained'
    union all
    select
        bridged.definition_id,
        bridged.definition_version,
        bridged.items_version,
        'opening_mrr' as item,
        1 as coefficient
    from bridged
    where bridged.kind = 'chained'
),

pairs as (
    select
        sources.definition_id as from_definition,
        sources.definition_version as from_version,
        sources.items_version as from_items_version,
        targets.definition_id as to_definition,
        targets.definition_version as to_version,
        targets.items_version as to_items_version,
        greatest(sources.effective_from, targets.effective_from) as effective_from,
        case
            when sources.effective_to is null then targets.effective_to
            when targets.effective_to is null then sources.effective_to
            else least(sources.effective_to, targets.effective_to)
        end as effective_to
    from bridged as sources
    cross join bridged as targets
    where sources.definition_id <> targets.definition_id
),

differences as (
    select
        pairs.from_definition,
        pairs.from_version,
        pairs.to_definition,
        pairs.to_version,
        pairs.effective_from,
        pairs.effective_to,
        parts.item,
        sum(case when parts.definition_id = pairs.to_definition then parts.coefficient else -parts.coefficient end) as coefficient
    from pairs
    inner join parts
        on
            (
                pairs.from_definition = parts.definition_id
                and pairs.from_version = parts.definition_version
                and pairs.from_items_version = parts.items_version
            )
            or (
                pairs.to_definition = parts.definition_id
                and pairs.to_version = parts.definition_version
                and pairs.to_items_version = parts.items_version
            )
    group by
        pairs.from_definition, pairs.from_version, pairs.to_definition, pairs.to_version, pairs.effective_from,
        pairs.effective_to, parts.item
)

select
    differences.from_definition,
    cast(differences.from_version as integer) as from_version,
    differences.to_definition,
    cast(differences.to_version as integer) as to_version,
    differences.item,
    cast(differences.coefficient as integer) as coefficient,
    differences.effective_from,
    differences.effective_to
from differences
where
    differences.coefficient <> 0
    and (differences.effective_to is null or differences.effective_from < differences.effective_to)
