-- An account's expansion of a month is net: what it gave up in the same month stands as an amount of its own, so that the types
-- add up to the movement.
with expanded as (
    select movements.*
    from {{ ref('mrr_movements') }} as movements
    where movements.movement = 'expansion'
),

told as (
    select
        effects.account_id,
        effects.month_end,
        case when effects.amount < 0 then 'offset' else coalesce(causes.expansion_type, 'unexplained') end as expansion_type,
        effects.amount
    from {{ ref('expansion_effects') }} as effects
    left join {{ ref('expansion_causes') }} as causes
        on
            effects.effect = causes.effect
            and effects.item_kind = causes.item_kind
            and {{ in_force('causes', 'effects.month_end') }}
    union all
    select
        expanded.account_id,
        expanded.month_end,
        'unexplained' as expansion_type,
        expanded.amount - coalesce(sum(effects.amount), 0) as amount
    from expanded
    left join {{ ref('expansion_effects') }} as effects
        on
            expanded.account_id = effects.account_id
            and expanded.month_end = effects.month_end
    group by expanded.account_id, expanded.month_end, expanded.amount
)

select
    told.account_id,
    told.month_end,
    told.expansion_type,
    expanded.segment,
    cast(sum(told.amount) as decimal(18, 6)) as amount,
    types.is_growth,
    expanded.is_provisional
from told
inner join expanded
    on
        told.account_id = expanded.account_id
        and told.month_end = expanded.month_end
inner join {{ ref('expansion_types') }} as types
    on
        told.expansion_type = types.expansion_type
        and {{ in_force('types', 'told.month_end') }}
group by
    told.account_id, told.month_end, told.expansion_type, expanded.segment, types.is_growth, expanded.is_provisional
having sum(told.amount) <> 0
