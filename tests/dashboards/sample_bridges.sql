-- Bridges over MRR and the rows behind their steps, window by window.
create temp table spans as
select
    months.month_end, windows.window_months, max(months.state_date) as state_date,
    bool_or(months.is_provisional) as is_provisional, min(inside.month_end) as first_month_end
from months
cross join (select unnest([1, 3, 12]) as window_months) as windows
inner join months as inside
    on
        inside.month_end <= months.month_end
        and inside.month_end > last_day(months.month_end - to_months(windows.window_months))
group by all;

create temp table behind_steps as
select
    spans.month_end, spans.window_months, spans.is_provisional, moves.segment, moves.account_id, moves.movement,
    sum(moves.amount) as amount, if(min(moves.cause) = max(moves.cause), min(moves.cause), null) as cause,
    max(moves.month_end) as newest_month_end
from spans
inner join mrr_movements as moves on moves.month_end between spans.first_month_end and spans.month_end
group by all
union all
select
    spans.month_end, spans.window_months, spans.is_provisional, tiers.segment, balances.account_id, 'tier_change',
    coalesce(
        sum(balances.opening_mrr) filter (
            where balances.month_end > spans.first_month_end and balances.segment = tiers.segment
        ), 0
    )
    - coalesce(sum(balances.closing_mrr) filter (where balances.segment = tiers.segment), 0)
    + coalesce(
        sum(balances.closing_mrr) filter (
            where balances.month_end = spans.month_end and balances.segment_at_close = tiers.segment
        ), 0
    ) as amount,
    null,
    max(balances.month_end) filter (where balances.segment <> balances.segment_at_close)
from spans
inner join account_mrr as balances on balances.month_end between spans.first_month_end and spans.month_end
cross join (from tiers where segment <> 'all') as tiers
group by spans.month_end, spans.window_months, spans.is_provisional, tiers.segment, balances.account_id
having amount <> 0;

create table largest_movements as
select
    month_end, window_months, segment, account_id, movement, amount::decimal(18, 6) as amount, cause, newest_month_end,
    (row_number() over (
        partition by month_end, window_months, segment, movement = 'tier_change'
        order by abs(amount) desc, account_id, movement
    ))::integer as movement_rank,
    is_provisional
from behind_steps;

create table mrr_bridges as
with steps as (
    select
        step, (row_number() over () - 1)::integer as sort_order
    from (
        select unnest([
            'opening', 'new', 'reactivation', 'expansion', 'contraction', 'churn', 'fx', 'tier_change', 'closing'
        ]) as step
    )
),
balances as (
    select
        spans.month_end, spans.window_months, tiers.segment, 'opening' as step, sum(opening_mrr) as amount,
        count(*) filter (where opening_mrr > 0) as accounts
    from spans
    inner join account_mrr on account_mrr.month_end = spans.first_month_end
    inner join tiers on tiers.segment in ('all', account_mrr.segment)
    group by all
    union all
    select
        spans.month_end, spans.window_months, tiers.segment, 'closing', sum(closing_mrr),
        count(*) filter (where closing_mrr > 0)
    from spans
    inner join account_mrr on account_mrr.month_end = spans.month_end
    inner join tiers on tiers.segment in ('all', account_mrr.segment_at_close)
    group by all
    union all
    select
        month_end, window_months, tiers.segment, movement, sum(amount),
        if(movement = 'tier_change' and tiers.segment = 'all', 0, count(distinct account_id))
    from behind_steps
    inner join tiers on tiers.segment in ('all', behind_steps.segment)
    group by month_end, window_months, tiers.segment, movement
)
select
    spans.month_end, spans.window_months, tiers.segment, steps.step, steps.sort_order,
    coalesce(balances.amount, 0)::decimal(18, 6) as amount, coalesce(balances.accounts, 0) as accounts,
    spans.first_month_end, spans.state_date, spans.is_provisional
from spans
cross join tiers
cross join steps
left join balances
    on
        spans.month_end = balances.month_end and spans.window_months = balances.window_months
        and tiers.segment = balances.segment and steps.step = balances.step;
