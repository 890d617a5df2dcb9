-- Months run from the first service period known to the month of as_of. A month's state is read on its last day; the
-- running month is read on the day of as_of and stays provisional.
with clock as (
    select {{ as_of() }} as as_of
),

starts as (
    select min(invoice_lines.period_start_at) as starts_at
    from {{ ref('stg_stripe__invoice_lines') }} as invoice_lines
    union all
    select min(changes.changed_at) as starts_at
    from {{ ref('stg_stripe__subscription_item_changes') }} as changes
    union all
    select min(versions.observed_at) as starts_at
    from {{ ref('stg_stripe__subscription_item_versions') }} as versions
),

bounds as (
    select
        {{ reporting_date('min(starts.starts_at)') }} as first_day,
        {{ reporting_date('max(clock.as_of)') }} as last_day,
        {{ reporting_date(dbt.dateadd('microsecond', 1, 'max(clock.as_of)')) }} as next_moment_day
    from starts
    cross join clock
),

numbers as (
    {{ dbt.generate_series(1200) }}
),

months as (
    select
        bounds.last_day,
        bounds.next_moment_day,
        {{ month_end(dbt.dateadd('month', 'cast(numbers.generated_number as integer) - 1', 'bounds.first_day')) }} as month_end
    from bounds
    cross join numbers
)

select
    months.month_end,
    least(months.month_end, months.last_day) as state_date,
    months.next_moment_day <= months.month_end as is_provisional
from months
where months.month_end <= {{ month_end('months.last_day') }}
