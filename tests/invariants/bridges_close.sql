-- From any definition to any other over the same denominator: what lies between them adds up to their difference, to the last
-- decimal, whole book, every month and window.
with differences as (
    select
        sources.month_end,
        sources.window_months,
        sources.definition_id as from_definition,
        targets.definition_id as to_definition,
        targets.numerator - sources.numerator as difference
    from {{ ref('retention') }} as sources
    inner join {{ ref('retention_definitions') }} as source_definitions
        on
            sources.definition_id = source_definitions.definition_id
            and sources.definition_version = source_definitions.definition_version
            and source_definitions.denominator_item = 'opening_mrr'
    inner join {{ ref('retention') }} as targets
        on
            sources.month_end = targets.month_end
            and sources.window_months = targets.window_months
            and targets.segment = 'all'
    inner join {{ ref('retention_definitions') }} as target_definitions
        on
            targets.definition_id = target_definitions.definition_id
            and targets.definition_version = target_definitions.definition_version
            and target_definitions.denominator_item = 'opening_mrr'
    where
        sources.segment = 'all'
        and sources.definition_id <> targets.definition_id
),

bridged as (
    select
        bridge.month_end,
        bridge.window_months,
        bridge.from_definition,
        bridge.to_definition,
        sum(bridge.amount) as amount
    from {{ ref('retention_bridge') }} as bridge
    group by bridge.month_end, bridge.window_months, bridge.from_definition, bridge.to_definition
)

select
    differences.month_end,
    differences.window_months,
    differences.from_definition,
    differences.to_definition,
    differences.difference,
    bridged.amount
from differences
left join bridged
    on
        differences.month_end = bridged.month_end
        and differences.window_months = bridged.window_months
        and differences.from_definition = bridged.from_definition
        and differences.to_definition = bridged.to_definition
where differences.difference <> coalesce(bridged.amount, 0)
