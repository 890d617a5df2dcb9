-- Whether balances are their openings and movements, account by account, summed to the month.
with movements as (
    select
        moves.account_id,
        moves.month_end,
        {% for movement in ['new', 'reactivation', 'expansion', 'contraction', 'churn', 'fx'] %}
        sum(case when moves.movement = '{{ movement }}' then moves.amount else 0 end) as {{ movement }}_mrr,
        {% endfor %}
        sum(moves.amount) as moved_mrr
    from {{ ref('mrr_movements') }} as moves
    group by moves.account_id, moves.month_end
),

footed as (
    select
        balances.month_end,
        balances.segment,
        balances.opening_mrr,
        balances.closing_mrr,
        balances.is_provisional,
        coalesce(movements.moved_mrr, 0) as moved_mrr,
        {% for movement in ['new', 'reactivation', 'expansion', 'contraction', 'churn', 'fx'] %}
        coalesce(movements.{{ movement }}_mrr, 0) as {{ movement }}_mrr,
        {% endfor %}
        balances.opening_mrr + coalesce(movements.moved_mrr, 0) - balances.closing_mrr as residual
    from {{ ref('account_mrr') }} as balances
    left join movements
        on
            balances.account_id = movements.account_id
            and balances.month_end = movements.month_end
)

select
    footed.month_end,
    footed.segment,
    count(*) as accounts,
    cast(sum(footed.opening_mrr) as decimal(18, 6)) as opening_mrr,
    {% for movement in ['new', 'reactivation', 'expansion', 'contraction', 'churn', 'fx'] %}
    cast(sum(footed.{{ movement }}_mrr) as decimal(18, 6)) as {{ movement }}_mrr,
    {% endfor %}
    cast(sum(footed.closing_mrr) as decimal(18, 6)) as closing_mrr,
    cast(sum(footed.residual) as decimal(18, 6)) as residual,
    cast(sum(case when footed.residual <> 0 then 1 else 0 end) as bigint) as unfooted,
    bool_or(footed.is_provisional) as is_provisional
from footed
group by footed.month_end, footed.segment
