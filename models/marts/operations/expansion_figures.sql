-- Told for the running month alone: what the CRM held of an opportunity's stage and amount earlier is not kept for signals
-- without a CRM opportunity, and what was won without an amount is known by what came of it.
with told as (
    {% for segment in ['opportunities.segment', "'all'"] %}
    select
        {{ segment }} as segment,
        opportunities.amount,
        opportunities.expected_amount
    from {{ ref('expansion_opportunities') }} as opportunities
    where opportunities.is_in_pipeline
    union all
    {% endfor %}
    select
        months.segment,
        0 as amount,
        0 as expected_amount
    from {{ ref('scorecard_months') }} as months
    where months.month_end = {{ month_end(as_of_day()) }}
),

summed as (
    select
        told.segment,
        sum(told.amount) as expansion_pipeline_amount,
        sum(told.expected_amount) as expansion_expected_amount
    from told
    group by told.segment
)

{% for metric in ['expansion_pipeline_amount', 'expansion_expected_amount'] %}
select
    months.month_end,
    '{{ metric }}' as metric_id,
    summed.segment,
    cast(null as decimal(18, 6)) as numerator,
    cast(null as decimal(18, 6)) as denominator,
    cast(summed.{{ metric }} as decimal(28, 6)) as value,
    'money' as unit,
    months.is_provisional
from summed
inner join {{ ref('scorecard_months') }} as months
    on
        months.segment = 'all'
        and months.month_end = {{ month_end(as_of_day()) }}
{{ 'union all' if not loop.last }}
{% endfor %}
