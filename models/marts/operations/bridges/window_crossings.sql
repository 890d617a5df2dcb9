-- What stands on the edge between the month before a window and its first is no part of it.
select
    windows.month_end,
    windows.window_months,
    windows.is_provisional,
    crossings.segment,
    crossings.account_id,
    cast(
        sum(crossings.amount)
        + sum(case when crossings.month_end > windows.first_month_end then crossings.amount_before else 0 end) as decimal(18, 6)
    ) as amount,
    max(case when crossings.amount <> 0 then crossings.month_end end) as newest_month_end
from {{ ref('bridge_windows') }} as windows
inner join {{ ref('tier_crossings') }} as crossings
    on crossings.month_end between windows.first_month_end and windows.month_end
group by windows.month_end, windows.window_months, windows.is_provisional, crossings.segment, crossings.account_id
having
    sum(crossings.amount)
    + sum(case when crossings.month_end > windows.first_month_end then crossings.amount_before else 0 end) <> 0
