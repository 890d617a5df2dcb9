-- Every day of the reporting months, for what counts by the day.
with numbers as (
    {{ dbt.generate_series(31) }}
),

days as (
    select
        months.month_end,
        cast({{ dbt.dateadd('day', '1 - cast(numbers.generated_number as integer)', 'months.month_end') }} as date) as date_day
    from {{ ref('reporting_months') }} as months
    cross join numbers
)

select
    days.date_day,
    days.month_end
from days
where days.date_day > {{ month_end(dbt.dateadd('month', -1, 'days.month_end')) }}
