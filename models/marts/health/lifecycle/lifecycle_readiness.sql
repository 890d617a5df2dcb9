-- A day of the rules falls into the week that its last Sunday speaks for.
{% set days = {'adoption': 'adoption_from_day', 'value_realization': 'value_from_day'} %}
with weighed as (
    select
        checks.account_id,
        checks.as_of_date,
        checks.life,
        checks.to_stage,
        count(case when checks.is_required and checks.state <> 'met' then 1 end) = 0 as is_ready,
        count(case when checks.is_required and checks.state = 'unknown' then 1 end) > 0 as has_unknown
    from {{ ref('lifecycle_criterion_checks') }} as checks
    group by checks.account_id, checks.as_of_date, checks.life, checks.to_stage
),

strategies as (
    select 'criteria' as strategy
    union all
    select 'criteria_else_days' as strategy
),

dated as (
    select
        weighed.*,
        lives.valid_to,
        case weighed.to_stage
            {% for stage, rule in days.items() %}
            when '{{ stage }}' then cast({{ dbt.dateadd('day', 'rules.' ~ rule, 'lives.valid_from') }} as date)
            {% endfor %}
        end as due_on
    from weighed
    inner join {{ ref('account_paying_periods') }} as lives
        on
            weighed.account_id = lives.account_id
            and weighed.life = lives.life
    inner join {{ ref('lifecycle_rules') }} as rules
        on {{ in_force('rules', 'weighed.as_of_date') }}
)

select
    dated.account_id,
    dated.life,
    strategies.strategy,
    dated.to_stage,
    dated.as_of_date as checked_on,
    case when dated.is_ready then dated.as_of_date else greatest(dated.as_of_date, dated.due_on) end as entered_on,
    case when dated.is_ready then 'criteria' else 'days' end as reason
from dated
cross join strategies
where
    dated.is_ready
    or (
        strategies.strategy = 'criteria_else_days'
        and dated.has_unknown
        and dated.due_on < cast({{ dbt.dateadd('day', 7, 'dated.as_of_date') }} as date)
        and dated.due_on <= {{ as_of_day() }}
        and (dated.valid_to is null or dated.due_on < dated.valid_to)
    )
