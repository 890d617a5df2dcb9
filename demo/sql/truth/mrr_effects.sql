-- One row per account, month that it paid at both ends of, and effect on its MRR, from the contract states alone.
with held as (
    select
        customers.truth_account_id as account_id,
        month_ends.month_end,
        -- A product move ends a subscription and starts another: the plan stays in its slot.
        customers.c,
        states.slot,
        states.product,
        states.quantity,
        states.unit_charged,
        coalesce(discounts.percent_off, 0) as percent_off,
    from item_states as states
    inner join subscriptions on subscriptions.s = states.s and subscriptions.n <> 5
    inner join customers on customers.c = subscriptions.c
    inner join month_ends
        on
            states.from_at::date <= month_ends.state_on
            and (states.to_at is null or month_ends.state_on < states.to_at::date)
    left join discounts
        on
            discounts.s = states.s
            and discounts.duration = 'forever'
            and discounts.starts_at::date <= month_ends.state_on
),

steps as (
    select
        paid.account_id,
        paid.month_end,
        before.product as product_before,
        now.product as product_now,
        before.quantity <> now.quantity as is_resized,
        before.unit_charged <> now.unit_charged as is_repriced,
        before.percent_off <> now.percent_off as is_discounted,
    from (
        select *, lag(closing_e6) over (partition by account_id order by month_end) as opening_e6
        from truth_months
    ) as paid
    inner join (select distinct account_id, c, slot from held) as slots on slots.account_id = paid.account_id
    left join held as now on now.c = slots.c and now.slot = slots.slot and now.month_end = paid.month_end
    left join held as before
        on
            before.c = slots.c and before.slot = slots.slot
            and before.month_end = last_day(paid.month_end - interval 1 month)
    where paid.opening_e6 > 0 and paid.closing_e6 > 0
)

select distinct
    account_id,
    month_end,
    unnest(case
        when product_before is null or product_now is null then ['product']
        when product_before <> product_now then ['plan_change']
        else list_filter(
            [
                case when is_resized then 'seat' end,
                case when is_repriced then 'price' end,
                case when is_discounted then 'discount' end
            ],
            lambda kind: kind is not null
        )
    end) as effect,
from steps
where product_before is not null or product_now is not null
order by all
