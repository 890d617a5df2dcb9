-- Windows end at every month and begin where history does at the earliest.
with months as (
    select
        account_mrr.month_end,
        max(account_mrr.state_date) as state_date,
        bool_or(account_mrr.is_provisional) as is_provisional
    from {{ ref('account_mrr') }} as account_mrr
    group by account_mrr.month_end
)

select
    months.month_end,
    windows.window_months,
    min(inside.month_end) as first_month_end,
    max(months.state_date) as state_date,
    bool_or(months.is_provisional) as is_provisional
from {{ ref('retention_windows') }} as windows
inner join months
    on {{ in_force('windows', 'months.month_end') }}
inner join months as inside
    on
        months.month_end >= inside.month_end
        and inside.month_end > {{ month_end(dbt.dateadd('month', '-windows.window_months', 'months.month_end')) }}
group by months.month_end, windows.window_months
