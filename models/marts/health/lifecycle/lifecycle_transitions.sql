with moves as (
    select
        stages.account_id,
        stages.strategy,
        stages.valid_from as entered_on,
        stages.life,
        stages.stage as to_stage,
        lag(stages.stage) over (
            partition by stages.account_id, stages.strategy, stages.life
            order by stages.valid_from
        ) as from_stage,
        row_number() over (
            partition by stages.account_id, stages.strategy, stages.life, stages.stage
            order by stages.valid_from
        ) as times_entered,
        stages.reason,
        stages.criteria_met,
        stages.criteria_unmet,
        stages.criteria_unknown
    from {{ ref('lifecycle_stages') }} as stages
),

named as (
    select
        moves.*,
        case
            when moves.from_stage is null and moves.life = 1 then 'started'
            when moves.from_stage is null then 'returned'
            when moves.to_stage = 'renewal' then 'up_for_renewal'
            when moves.times_entered > 1 then 'back_from_renewal'
            else 'went_on'
        end as kind
    from moves
)

select
    named.account_id,
    named.strategy,
    named.entered_on,
    named.life,
    named.from_stage,
    named.to_stage,
    named.kind,
    {% for state in ['met', 'unmet', 'unknown'] %}
    case when named.kind = 'went_on' then named.criteria_{{ state }} end as criteria_{{ state }},
    {% endfor %}
    case when named.kind = 'back_from_renewal' then 'renewal' else named.reason end as reason
from named
