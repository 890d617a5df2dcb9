{% set counts = ['promoters', 'passives', 'detractors', 'satisfied', 'responses', 'scored_responses'] %}
select
    results.month_end,
    results.segment,
    results.survey_type,
    results.window_months,
    {% for name in ['numerator', 'denominator', 'score'] %}
    cast(results.{{ name }} as decimal(18, 6)) as {{ name }},
    {% endfor %}
    types.unit,
    bands.band,
    {% for count in counts %}
    results.{{ count }},
    {% endfor %}
    results.sum_of_scores,
    cast({{ divide('results.sum_of_scores', 'results.scored_responses') }} as decimal(18, 6)) as mean_score,
    results.invitations,
    results.answered_invitations,
    cast({{ divide('results.answered_invitations', 'results.invitations') }} as decimal(18, 6)) as response_rate,
    {% for name, months in [('previous', 1), ('quarter_ago', 3), ('year_ago', 12)] %}
    cast({{ name }}.score as decimal(18, 6)) as {{ name }}_score,
    cast(results.score - {{ name }}.score as decimal(18, 6)) as change_from_{{ name }},
    {% endfor %}
    targets.good_target,
    targets.great_target,
    mean_targets.good_target as mean_good_target,
    mean_targets.great_target as mean_great_target,
    results.is_provisional
from {{ ref('survey_results') }} as results
inner join {{ ref('survey_types') }} as types
    on
        results.survey_type = types.survey_type
        and {{ in_force('types', 'results.month_end') }}
left join {{ ref('survey_bands') }} as bands
    on
        results.survey_type = bands.survey_type
        and (results.score > bands.lower_score or (bands.lower_included and results.score = bands.lower_score))
        and (results.score < bands.upper_score or (bands.upper_included and results.score = bands.upper_score))
        and {{ in_force('bands', 'results.month_end') }}
{% for name, measured_by in [('targets', 'score'), ('mean_targets', 'mean')] %}
left join {{ ref('survey_targets') }} as {{ name }}
    on
        results.survey_type = {{ name }}.survey_type
        and {{ name }}.measured_by = '{{ measured_by }}'
        and {{ in_force(name, 'results.month_end') }}
{% endfor %}
{% for name, months in [('previous', 1), ('quarter_ago', 3), ('year_ago', 12)] %}
left join {{ ref('survey_results') }} as {{ name }}
    on
        results.segment = {{ name }}.segment
        and results.survey_type = {{ name }}.survey_type
        and results.window_months = {{ name }}.window_months
        and {{ name }}.month_end = {{ month_end(dbt.dateadd('month', -months, 'results.month_end')) }}
{% endfor %}
