-- One step at a time: a stage is left for the next one on the first day that allows it after the day of the last step.
{% set stages = ['adoption', 'value_realization', 'expansion'] %}
with ready as (
    select
        readiness.account_id,
        readiness.life,
        readiness.strategy,
        readiness.to_stage,
        readiness.entered_on,
        readiness.checked_on,
        readiness.reason,
        row_number() over (
            partition by readiness.account_id, readiness.life, readiness.strategy, readiness.to_stage, readiness.entered_on
            order by readiness.checked_on desc
        ) as place
    from {{ ref('lifecycle_readiness') }} as readiness
),

strategies as (
    select 'criteria' as strategy
    union all
    select 'criteria_else_days' as strategy
),

step_0 as (
    select
        lives.account_id,
        lives.life,
        strategies.strategy,
        lives.valid_from as entered_on
    from {{ ref('account_paying_periods') }} as lives
    cross join strategies
),

{% for stage in stages -%}
step_{{ loop.index }} as (
    select
        ready.account_id,
        ready.life,
        ready.strategy,
        min(ready.entered_on) as entered_on
    from ready
    inner join step_{{ loop.index0 }} as before
        on
            ready.account_id = before.account_id
            and ready.life = before.life
            and ready.strategy = before.strategy
            and ready.entered_on > before.entered_on
    where ready.to_stage = '{{ stage }}'
    group by ready.account_id, ready.life, ready.strategy
),

{% endfor -%}
steps as (
    select
        step_0.*,
        'onboarding' as stage
    from step_0
    {% for stage in stages %}
    union all
    select
        step_{{ loop.index }}.*,
        '{{ stage }}' as stage
    from step_{{ loop.index }}
    {% endfor %}
)

select
    steps.account_id,
    steps.life,
    steps.strategy,
    steps.stage,
    steps.entered_on,
    ready.checked_on,
    coalesce(ready.reason, 'start') as reason
from steps
left join ready
    on
        steps.account_id = ready.account_id
        and steps.life = ready.life
        and steps.strategy = ready.strategy
        and steps.stage = ready.to_stage
        and steps.entered_on = ready.entered_on
        and ready.place = 1
