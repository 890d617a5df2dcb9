-- Items are rounded one by one and an account's movement once: the account's largest row takes the millionths between,
-- and nothing more, so that effects that do not explain a movement fail the test that they add up to it.
with ranked as (
    select
        effects.*,
        sum(effects.amount) over account_month as explained,
        row_number() over (
            partition by effects.account_id, effects.month_end
            order by abs(effects.amount) desc, effects.subscription_item_id asc, effects.effect asc
        ) as size_rank
    from {{ ref('item_change_effects') }} as effects
    window account_month as (partition by effects.account_id, effects.month_end)
),

volumes as (
    select
        movements.account_id,
        movements.month_end,
        movements.segment,
        movements.is_provisional,
        movements.opening_mrr,
        movements.closing_mrr,
        movements.new_mrr + movements.reactivation_mrr + movements.expansion_mrr + movements.contraction_mrr + movements.churn_mrr
            as volume
    from {{ ref('account_month_movements') }} as movements
),

-- On the invoiced basis no item explains a movement: it stands as a whole.
invoiced as (
    select volumes.*
    from volumes
    inner join {{ ref('policies_in_force') }} as policies
        on policies.basis = 'invoiced'
    where volumes.volume <> 0
)

select
    ranked.account_id,
    ranked.month_end,
    ranked.subscription_item_id,
    ranked.effect,
    ranked.from_subscription_item_id,
    ranked.to_subscription_item_id,
    ranked.opening_plan as from_plan,
    ranked.closing_plan as to_plan,
    ranked.opening_quantity,
    ranked.closing_quantity,
    ranked.opening_mrr,
    ranked.closing_mrr,
    cast(
        case
            when ranked.size_rank = 1 and abs(volumes.volume - ranked.explained) <= 0.0001
                then ranked.amount + volumes.volume - ranked.explained
            else ranked.amount
        end as decimal(18, 6)
    ) as amount,
    volumes.segment,
    volumes.is_provisional
from ranked
inner join volumes
    on
        ranked.account_id = volumes.account_id
        and ranked.month_end = volumes.month_end
union all
select
    invoiced.account_id,
    invoiced.month_end,
    cast(null as varchar) as subscription_item_id,
    'invoiced' as effect,
    cast(null as varchar) as from_subscription_item_id,
    cast(null as varchar) as to_subscription_item_id,
    cast(null as varchar) as from_plan,
    cast(null as varchar) as to_plan,
    cast(null as decimal(18, 6)) as opening_quantity,
    cast(null as decimal(18, 6)) as closing_quantity,
    invoiced.opening_mrr,
    invoiced.closing_mrr,
    cast(invoiced.volume as decimal(18, 6)) as amount,
    invoiced.segment,
    invoiced.is_provisional
from invoiced
