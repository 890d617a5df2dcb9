-- The months' footing tells of every account-month and every movement, to the cent.
{{ config(tags=['invariant']) }}
with told as (
    select
        footing.month_end,
        sum(footing.accounts) as accounts,
        sum(footing.opening_mrr) as opening_mrr,
        sum(footing.closing_mrr) as closing_mrr,
        sum(
            footing.new_mrr + footing.reactivation_mrr + footing.expansion_mrr + footing.contraction_mrr + footing.churn_mrr
            + footing.fx_mrr
        ) as moved_mrr
    from {{ ref('mrr_footing') }} as footing
    group by footing.month_end
),

balances as (
    select
        months.month_end,
        count(*) as accounts,
        sum(months.opening_mrr) as opening_mrr,
        sum(months.closing_mrr) as closing_mrr
    from {{ ref('account_mrr') }} as months
    group by months.month_end
),

movements as (
    select
        moves.month_end,
        sum(moves.amount) as moved_mrr
    from {{ ref('mrr_movements') }} as moves
    group by moves.month_end
)

select coalesce(told.month_end, balances.month_end) as month_end
from told
full outer join balances
    on told.month_end = balances.month_end
left join movements
    on balances.month_end = movements.month_end
where
    told.accounts is distinct from balances.accounts
    or told.opening_mrr is distinct from balances.opening_mrr
    or told.closing_mrr is distinct from balances.closing_mrr
    or told.moved_mrr is distinct from coalesce(movements.moved_mrr, 0)
