-- Closed months stand as signed. What has changed of them since stands in the month in which it became known, so that the
-- frozen books end at what is known now without a closed month having moved.
with bounds as (
    select
        min(closes.month_end) as first_month_end,
        max(closes.month_end) as last_month_end
    from {{ ref('closes') }} as closes
    where closes.is_in_force
),

known as (
    select
        movements.account_id,
        movements.month_end,
        movements.movement,
        movements.amount
    from {{ ref('mrr_movements') }} as movements
    union all
    select
        adjustments.account_id,
        adjustments.month_end,
        'adjustment' as movement,
        adjustments.amount
    from {{ ref('adjustments_in_force') }} as adjustments
),

lines as (
    select known.*
    from known
    cross join bounds
    where not coalesce(known.month_end between bounds.first_month_end and bounds.last_month_end, false)
    union all
    -- The last close also knew changes that belong to months after it.
    select
        closed.account_id,
        closed.month_end,
        closed.movement,
        closed.amount
    from {{ source('closes', 'movements') }} as closed
    inner join {{ ref('closes') }} as closes
        on closed.close_id = closes.close_id
    where closes.is_in_force and (closed.month_end = closes.month_end or closes.is_last_month)
    union all
    -- Every change of a closed balance that still matters shows in the last closed month's.
    select
        restatements.account_id,
        restatements.booked_month_end as month_end,
        'prior_period' as movement,
        restatements.amount
    from {{ ref('restatements') }} as restatements
    inner join bounds
        on restatements.month_end = bounds.last_month_end
    union all
    -- Months before the first close are as known now; what they have changed by since is taken out again before it.
    select
        accounts.account_id,
        {{ month_end(dbt.dateadd('month', -1, 'closes.month_end')) }} as month_end,
        'before_first_close' as movement,
        accounts.frozen_opening_mrr as amount
    from {{ source('closes', 'accounts') }} as accounts
    inner join {{ ref('closes') }} as closes
        on accounts.close_id = closes.close_id and closes.is_in_force and closes.is_first_month
    union all
    select
        known.account_id,
        {{ month_end(dbt.dateadd('month', -1, 'bounds.first_month_end')) }} as month_end,
        'before_first_close' as movement,
        -known.amount as amount
    from known
    inner join bounds
        on known.month_end < bounds.first_month_end
),

summed as (
    select
        lines.account_id,
        lines.month_end,
        lines.movement,
        sum(lines.amount) as amount
    from lines
    group by lines.account_id, lines.month_end, lines.movement
    having sum(lines.amount) <> 0
)

select
    summed.account_id,
    summed.month_end,
    summed.movement,
    cast(summed.amount as decimal(18, 6)) as amount,
    closes.close_id,
    closes.close_id is not null as is_closed,
    coalesce(months.is_provisional, false) as is_provisional
from summed
left join {{ ref('closes') }} as closes
    on summed.month_end = closes.month_end and closes.is_in_force
left join {{ ref('reporting_months') }} as months
    on summed.month_end = months.month_end
