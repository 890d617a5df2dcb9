with lives as (
    select
        periods.account_id,
        periods.life,
        periods.valid_from,
        coalesce(periods.valid_to, {{ latest_day() }}) as valid_to
    from {{ ref('account_paying_periods') }} as periods
),

stages as (
    {% set stages = [('onboarding', none, 'adoption_from_day'), ('adoption', 'adoption_from_day', 'value_from_day'),
                     ('value_realization', 'value_from_day', none)] -%}
    {% for stage, first, last in stages -%}
    select
        lives.account_id,
        lives.life,
        '{{ stage }}' as stage,
        greatest(
            rules.effective_from,
            {{ 'cast(' ~ dbt.dateadd('day', 'rules.' ~ first, 'lives.valid_from') ~ ' as date)' if first else 'lives.valid_from' }}
        ) as valid_from,
        least(
            coalesce(rules.effective_to, {{ latest_day() }}),
            {%- if last %}
            cast({{ dbt.dateadd('day', 'rules.' ~ last, 'lives.valid_from') }} as date),
            {%- endif %}
            lives.valid_to
        ) as valid_to
    from lives
    cross join {{ ref('lifecycle_rules') }} as rules
    {{ 'union all' if not loop.last }}
    {% endfor -%}
)

select
    stages.account_id,
    stages.life,
    stages.stage,
    stages.valid_from,
    stages.valid_to
from stages
where stages.valid_from < stages.valid_to and stages.valid_from <= {{ as_of_day() }}
