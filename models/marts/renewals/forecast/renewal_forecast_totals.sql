{% set amounts = [
    'amount_due', 'rated_amount_due', 'booked_amount', 'expected_amount', 'worst_amount', 'commit_amount', 'best_amount',
    'at_risk_amount',
] %}
{% set counts = ['renewals_due', 'renewals_booked', 'renewals_lost', 'renewals_at_risk', 'renewals_unrated'] %}
with told as (
    {% for segment in ['months.segment', "'all'"] %}
    select
        months.*,
        {{ segment }} as told_segment
    from {{ ref('renewal_forecast_months') }} as months
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

dated as (
    select
        told.*,
        bases.basis,
        cast(
            case bases.window_months
                when 3 then {{ dbt.last_day('told.due_month_end', 'quarter') }}
                else told.due_month_end
            end as date
        ) as period_end
    from told
    cross join {{ ref('renewal_rate_bases') }} as bases
    where bases.counted_by = 'due_date'
),

totals as (
    select
        dated.forecast_date,
        dated.basis,
        dated.period_end,
        dated.told_segment as segment,
        {% for amount in amounts %}
        cast(sum(dated.{{ amount }}) as decimal(18, 6)) as {{ amount }},
        {% endfor %}
        {% for count in counts %}
        cast(sum(dated.{{ count }}) as integer) as {{ count }},
        {% endfor %}
        dated.method
    from dated
    group by dated.forecast_date, dated.basis, dated.period_end, dated.told_segment, dated.method
)

select
    totals.forecast_date,
    totals.basis,
    totals.period_end,
    totals.segment,
    totals.method,
    {% for amount in amounts %}
    totals.{{ amount }},
    {% endfor %}
    {% for count in counts %}
    totals.{{ count }},
    {% endfor %}
    {{ divide('totals.expected_amount', 'totals.rated_amount_due') }} as forecast_rate
from totals
