{% set movements = ['new', 'reactivation', 'expansion', 'contraction', 'churn', 'fx'] %}
with long as (
    {% for movement in movements %}
    select
        wide.account_id,
        wide.month_end,
        '{{ movement }}' as movement,
        wide.{{ movement }}_mrr as amount,
        wide.segment,
        wide.is_provisional
    from {{ ref('account_month_movements') }} as wide
    where wide.{{ movement }}_mrr <> 0
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

causes as (
    select
        effects.account_id,
        effects.month_end,
        case when min(effects.effect) = max(effects.effect) then min(effects.effect) end as cause
    from {{ ref('mrr_change_effects') }} as effects
    where effects.effect <> 'invoiced'
    group by effects.account_id, effects.month_end
)

select
    long.account_id,
    long.month_end,
    long.movement,
    long.amount,
    case when long.movement in ('expansion', 'contraction') then causes.cause end as cause,
    long.segment,
    long.is_provisional
from long
left join causes
    on
        long.account_id = causes.account_id
        and long.month_end = causes.month_end
