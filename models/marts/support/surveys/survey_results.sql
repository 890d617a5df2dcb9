{% set counts = ['promoters', 'passives', 'detractors', 'satisfied', 'responses', 'scored_responses', 'sum_of_scores'] %}
with spans as (
    select
        months.month_end,
        windows.window_months,
        {{ month_end(dbt.dateadd('month', '1 - windows.window_months', 'months.month_end')) }} as first_month_end,
        bool_or(months.is_provisional) as is_provisional
    from {{ ref('account_mrr') }} as months
    inner join {{ ref('retention_windows') }} as windows
        on {{ in_force('windows', 'months.month_end') }}
    group by months.month_end, windows.window_months
),

summed as (
    select
        spans.month_end,
        told.segment,
        told.survey_type,
        spans.window_months,
        {% for count in counts %}
        sum(told.{{ count }}) as {{ count }},
        {% endfor %}
        sum(told.questions) as invitations,
        sum(case when told.answered_month_end <= spans.month_end then told.questions else 0 end) as answered_invitations,
        bool_or(spans.is_provisional) as is_provisional
    from spans
    inner join {{ ref('survey_month_counts') }} as told
        on
            spans.month_end >= told.told_month_end
            and spans.first_month_end <= told.told_month_end
    group by spans.month_end, told.segment, told.survey_type, spans.window_months
),

measured as (
    select
        summed.*,
        types.measure,
        case types.measure
            when 'net_share' then summed.promoters - summed.detractors
            when 'share' then summed.satisfied
            else summed.sum_of_scores
        end as numerator,
        case types.measure when 'mean' then summed.scored_responses else summed.responses end as denominator
    from summed
    inner join {{ ref('survey_types') }} as types
        on
            summed.survey_type = types.survey_type
            and {{ in_force('types', 'summed.month_end') }}
)

select
    measured.month_end,
    measured.segment,
    measured.survey_type,
    measured.window_months,
    measured.numerator,
    measured.denominator,
    {{ divide("case measured.measure when 'net_share' then 100 else 1 end * measured.numerator", 'measured.denominator') }} as score,
    {% for count in counts[:-1] + ['invitations', 'answered_invitations'] %}
    cast(measured.{{ count }} as integer) as {{ count }},
    {% endfor %}
    cast(measured.sum_of_scores as decimal(18, 6)) as sum_of_scores,
    measured.is_provisional
from measured
