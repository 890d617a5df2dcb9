-- Every row that a bridge counts is listed, up to as many as the pages show; where all of a step are, they add up to it.
with listed as (
    select
        movements.month_end,
        movements.window_months,
        movements.segment,
        movements.movement,
        count(*) as listed_rows,
        sum(movements.amount) as amount
    from {{ ref('largest_movements') }} as movements
    group by movements.month_end, movements.window_months, movements.segment, movements.movement
),

steps as (
    select
        bridges.month_end,
        bridges.window_months,
        bridges.segment,
        bridges.step,
        bridges.accounts,
        bridges.amount,
        coalesce(listed.listed_rows, 0) as listed_rows,
        coalesce(listed.amount, 0) as listed_amount,
        sum(bridges.accounts) over lists as accounts_of_list,
        sum(coalesce(listed.listed_rows, 0)) over lists as rows_of_list
    from {{ ref('mrr_bridges') }} as bridges
    left join listed
        on
            bridges.month_end = listed.month_end
            and bridges.window_months = listed.window_months
            and bridges.segment = listed.segment
            and bridges.step = listed.movement
    where
        bridges.segment <> 'all'
        and bridges.step not in ('opening', 'closing')
    window lists as (
        partition by bridges.month_end, bridges.window_months, bridges.segment, case when bridges.step = 'tier_change' then 1 else 0 end
    )
)

select *
from steps
where
    rows_of_list <> least(accounts_of_list, {{ rows_listed() }})
    or listed_rows > accounts
    or (listed_rows = accounts and listed_amount <> amount)
