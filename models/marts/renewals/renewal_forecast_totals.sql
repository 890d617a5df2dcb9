with dated as (
    select
        bases.basis,
        cast(
            case bases.window_months
                when 3 then {{ dbt.last_day('forecast.due_date', 'quarter') }}
                else {{ dbt.last_day('forecast.due_date', 'month') }}
            end as date
        ) as period_end,
        forecast.*
    from {{ ref('renewal_forecast') }} as forecast
    cross join {{ ref('renewal_rate_bases') }} as bases
    where bases.counted_by = 'due_date'
),

told as (
    select
        dated.*,
        dated.segment as told_segment
    from dated
    union all
    select
        dated.*,
        'all' as told_segment
    from dated
),

totals as (
    select
        told.forecast_date,
        told.basis,
        told.period_end,
        told.told_segment as segment,
        cast(sum(told.amount_due) as decimal(18, 6)) as amount_due,
        cast(sum(case when told.probability is null then 0 else told.amount_due end) as decimal(18, 6)) as rated_amount_due,
        cast(coalesce(sum(told.expected_amount), 0) as decimal(18, 6)) as expected_amount,
        cast(count(*) as integer) as renewals_due,
        cast(count(case when told.probability is null then 1 end) as integer) as renewals_without_band
    from told
    group by told.forecast_date, told.basis, told.period_end, told.told_segment
)

select
    totals.forecast_date,
    totals.basis,
    totals.period_end,
    totals.segment,
    totals.amount_due,
    totals.rated_amount_due,
    totals.expected_amount,
    {{ divide('totals.expected_amount', 'totals.rated_amount_due') }} as forecast_rate,
    totals.renewals_due,
    totals.renewals_without_band
from totals
