-- One row per account, month and movement; what is not the rate's doing is the account's own change.
create or replace table truth_movements as
with steps as (
    select
        *,
        coalesce(lag(closing_e6) over in_order, 0) as opening_e6,
        coalesce(max(closing_e6) over (in_order rows between unbounded preceding and 1 preceding), 0)
        > 0 as has_paid_before,
    from truth_months
    window in_order as (partition by account_id order by month_end)
),

split as (
    select
        *,
        -- Two millionths are rounding, not a rate.
        case
            when
                opening_e6 > 0 and closing_e6 > 0 and abs(closing_e6 - opening_e6 - volume_e6) > 2
                then closing_e6 - opening_e6 - volume_e6
            else 0
        end as fx_e6,
    from steps
),

named as (
    select
        *,
        closing_e6 - opening_e6 - fx_e6 as change_e6,
        case
            when opening_e6 = 0 and closing_e6 > 0 then case when has_paid_before then 'reactivation' else 'new' end
            when opening_e6 > 0 and closing_e6 = 0 then 'churn'
            when closing_e6 - opening_e6 - fx_e6 > 0 then 'expansion'
            when closing_e6 - opening_e6 - fx_e6 < 0 then 'contraction'
        end as movement,
    from split
)

select account_id, month_end, movement, change_e6 as amount_e6, opening_e6, closing_e6
from named
where change_e6 <> 0
union all
select account_id, month_end, 'fx', fx_e6, opening_e6, closing_e6
from named
where fx_e6 <> 0;
