-- What an account's window calls expansion, contraction and so on is the sum of its monthly changes in currency, told at the
-- rate of the opening; and a month's movement is the same changes at the rates of the month. To the cent. Where
-- merges follow the tree as it was, a window takes in what a merged account did before.
with windows as (
    select
        base.account_id,
        base.month_end,
        base.window_months,
        base.opening_month_end,
        base.reactivation_mrr,
        base.expansion_mrr,
        base.contraction_mrr,
        base.churn_mrr
    from {{ ref('retention_base') }} as base
    where base.is_in_cohort
),

told as (
    select
        windows.account_id,
        windows.month_end,
        windows.window_months,
        changes.movement,
        sum({{ converted('changes.local_amount', 'rates.rate') }}) as amount
    from windows
    inner join {{ ref('account_currency_movements') }} as changes
        on
            windows.account_id = changes.account_id
            and windows.opening_month_end < changes.month_end
            and windows.month_end >= changes.month_end
    inner join {{ ref('reporting_rates') }} as rates
        on
            windows.opening_month_end = rates.month_end
            and changes.currency = rates.currency
    group by windows.account_id, windows.month_end, windows.window_months, changes.movement
),

gaps as (
    {% for movement in ['reactivation', 'expansion', 'contraction', 'churn'] %}
    select
        windows.account_id,
        windows.month_end,
        windows.window_months,
        '{{ movement }}' as movement,
        windows.{{ movement }}_mrr - coalesce(told.amount, 0) as gap
    from windows
    left join told
        on
            windows.account_id = told.account_id
            and windows.month_end = told.month_end
            and windows.window_months = told.window_months
            and told.movement = '{{ movement }}'
    union all
    {% endfor %}
    select
        movements.account_id,
        movements.month_end,
        1 as window_months,
        'month: ' || movements.movement as movement,
        movements.amount - coalesce(sum(
            {{ converted(
                'changes.local_amount',
                "case when movements.movement in ('new', 'reactivation') then rates.rate else rates.opening_rate end"
            ) }}
        ), 0) as gap
    from {{ ref('mrr_movements') }} as movements
    left join {{ ref('account_currency_movements') }} as changes
        on
            movements.account_id = changes.account_id
            and movements.month_end = changes.month_end
            and movements.movement = changes.movement
    left join {{ ref('account_currency_mrr') }} as rates
        on
            changes.account_id = rates.account_id
            and changes.currency = rates.currency
            and changes.month_end = rates.month_end
    cross join {{ ref('policies_in_force') }} as policies
    where
        movements.movement <> 'fx'
        and policies.fx = 'opening_rate'
        and policies.movement_grain = 'month_end'
    group by movements.account_id, movements.month_end, movements.movement, movements.amount
)

select gaps.*
from gaps
cross join {{ ref('policies_in_force') }} as policies
where
    abs(gaps.gap) >= 0.005
    and policies.account_merges = 'todays_tree'
