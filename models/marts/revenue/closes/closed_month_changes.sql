-- Changes of subscriptions and adjustments, and what neither explains of the change of an account's closed balance.
with adjustments as (
    select
        closes.month_end,
        known.account_id,
        known.adjustment_id,
        known.amount
    from {{ ref('closes') }} as closes
    inner join {{ ref('adjustments_in_force') }} as known
        on closes.month_end >= known.month_end
    where closes.is_in_force
    union all
    select
        closes.month_end,
        closed.account_id,
        closed.adjustment_id,
        -closed.amount as amount
    from {{ source('closes', 'adjustments') }} as closed
    inner join {{ ref('closes') }} as closes
        on closed.close_id = closes.close_id
    where closes.is_in_force
),

explained as (
    select
        changes.month_end,
        changes.account_id,
        changes.kind,
        changes.subscription_id,
        cast(null as varchar) as adjustment_id,
        changes.amount
    from {{ ref('closed_subscription_changes') }} as changes
    union all
    select
        adjustments.month_end,
        adjustments.account_id,
        'adjustment' as kind,
        cast(null as varchar) as subscription_id,
        adjustments.adjustment_id,
        sum(adjustments.amount) as amount
    from adjustments
    group by adjustments.month_end, adjustments.account_id, adjustments.adjustment_id
    having sum(adjustments.amount) <> 0
),

rests as (
    select
        closes.month_end,
        closes.account_id,
        closes.change - coalesce(sum(explained.amount), 0) as amount,
        count(explained.kind) as explained_rows,
        max(tolerance.value) as tolerance
    from {{ ref('month_closes') }} as closes
    inner join {{ ref('close_rules') }} as tolerance
        on tolerance.rule = 'rounding_tolerance' and {{ in_force('tolerance', 'closes.month_end') }}
    left join explained
        on closes.month_end = explained.month_end and closes.account_id = explained.account_id
    group by closes.month_end, closes.account_id, closes.change
),

ranked as (
    select
        explained.*,
        row_number() over (
            partition by explained.month_end, explained.account_id
            order by abs(explained.amount) desc, explained.kind asc, explained.subscription_id asc, explained.adjustment_id asc
        ) as size_rank
    from explained
)

-- Sums of rounded amounts differ from the rounded sum by some millionths: these go to the largest change.
select
    ranked.month_end,
    ranked.account_id,
    ranked.kind,
    ranked.subscription_id,
    ranked.adjustment_id,
    cast(
        ranked.amount + case when ranked.size_rank = 1 and abs(rests.amount) <= rests.tolerance then rests.amount else 0 end
        as decimal(18, 6)
    ) as amount
from ranked
inner join rests
    on ranked.month_end = rests.month_end and ranked.account_id = rests.account_id
union all
select
    rests.month_end,
    rests.account_id,
    'unexplained' as kind,
    cast(null as varchar) as subscription_id,
    cast(null as varchar) as adjustment_id,
    cast(rests.amount as decimal(18, 6)) as amount
from rests
where rests.amount <> 0 and (rests.explained_rows = 0 or abs(rests.amount) > rests.tolerance)
