-- Days of the period that its reports tell of, each once: an item's days start after the last day told before it. One
-- without a first day tells of its last day alone.
with ordered as (
    select
        periods.account_id,
        periods.period_kind,
        periods.period_start,
        periods.period_end,
        greatest(coalesce(items.period_start, items.period_end), periods.period_start) as told_from,
        items.period_end as told_to,
        max(items.period_end) over (
            partition by periods.account_id, periods.period_kind, periods.period_end
            order by coalesce(items.period_start, items.period_end), items.period_end, items.value_item_id
            rows between unbounded preceding and 1 preceding
        ) as told_before
    from {{ ref('value_periods') }} as periods
    inner join {{ ref('value_report_items') }} as items
        on periods.value_item_id = items.value_item_id
)

select
    ordered.account_id,
    ordered.period_kind,
    ordered.period_end,
    sum(greatest({{ days_between('greatest(ordered.told_from, ordered.told_before + 1)', 'ordered.told_to') }} + 1, 0))
        as days_reported,
    max({{ days_between('ordered.period_start', 'ordered.period_end') }} + 1) as days
from ordered
group by ordered.account_id, ordered.period_kind, ordered.period_end
