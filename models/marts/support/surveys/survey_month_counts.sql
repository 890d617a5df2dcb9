{% set counts = ['promoters', 'passives', 'detractors', 'satisfied', 'responses', 'scored_responses', 'sum_of_scores'] %}
-- Answers count in the month in which they came, questions in the month in which they were asked.
with answers as (
    select
        responses.segment,
        responses.survey_type,
        {{ month_end('responses.responded_on') }} as told_month_end,
        cast(null as date) as answered_month_end,
        {% for kind in ['promoter', 'passive', 'detractor'] %}
        count(case when responses.answer_kind = '{{ kind }}' then 1 end) as {{ kind }}s,
        {% endfor %}
        count(case when responses.answer_kind = 'satisfied' then 1 end) as satisfied,
        count(*) as responses,
        count(case when responses.is_on_scale then 1 end) as scored_responses,
        sum(case when responses.is_on_scale then responses.score else 0 end) as sum_of_scores,
        0 as questions
    from {{ ref('survey_responses') }} as responses
    where responses.is_counted
    group by responses.segment, responses.survey_type, {{ month_end('responses.responded_on') }}
),

questions as (
    select
        responses.segment,
        responses.survey_type,
        {{ month_end('responses.sent_on') }} as told_month_end,
        {{ month_end('responses.responded_on') }} as answered_month_end,
        {% for count in counts %}
        0 as {{ count }},
        {% endfor %}
        count(*) as questions
    from {{ ref('survey_responses') }} as responses
    where responses.sent_on is not null
    group by
        responses.segment, responses.survey_type, {{ month_end('responses.sent_on') }}, {{ month_end('responses.responded_on') }}
)

{% for part in ['answers', 'questions'] %}
{% for segment in [part ~ '.segment', "'all'"] %}
select
    {{ segment }} as segment,
    {{ part }}.survey_type,
    {{ part }}.told_month_end,
    {{ part }}.answered_month_end,
    {% for count in counts %}
    {{ part }}.{{ count }},
    {% endfor %}
    {{ part }}.questions
from {{ part }}
{{ 'union all' if not loop.last }}
{% endfor %}
{{ 'union all' if not loop.last }}
{% endfor %}
