-- What moved in the months in which an account expanded, with what kind of item it was that moved.
with items as (
    select
        periods.subscription_item_id,
        max(periods.product_id) as product_id,
        max(case when prices.usage_type = 'metered' then 1 else 0 end) as is_metered
    from {{ ref('subscription_periods') }} as periods
    left join {{ ref('stg_stripe__prices') }} as prices
        on periods.price_id = prices.price_id
    group by periods.subscription_item_id
),

effects as (
    select
        effects.account_id,
        effects.month_end,
        effects.subscription_item_id,
        effects.effect,
        effects.amount,
        items.product_id,
        items.is_metered,
        {{ month_end(dbt.dateadd('month', -1, 'effects.month_end')) }} as opening_month_end
    from {{ ref('mrr_movements') }} as movements
    inner join {{ ref('mrr_change_effects') }} as effects
        on
            movements.account_id = effects.account_id
            and movements.month_end = effects.month_end
    left join items
        on effects.subscription_item_id = items.subscription_item_id
    where movements.movement = 'expansion'
),

-- Where another item already had the product when the month opened, one more of it is growth of the same.
held as (
    select distinct
        effects.account_id,
        effects.month_end,
        effects.subscription_item_id
    from effects
    inner join {{ ref('subscription_periods') }} as others
        on
            effects.account_id = others.account_id
            and effects.product_id = others.product_id
            and effects.subscription_item_id <> others.subscription_item_id
            and effects.opening_month_end >= others.valid_from
            and (others.valid_to is null or effects.opening_month_end < others.valid_to)
    where effects.effect = 'product' and others.mrr > 0
)

select
    effects.account_id,
    effects.month_end,
    effects.subscription_item_id,
    effects.effect,
    case
        when effects.effect = 'product' and held.account_id is null then 'added'
        when effects.effect = 'product' then 'held'
        when effects.is_metered = 1 then 'metered'
        else 'licensed'
    end as item_kind,
    effects.amount
from effects
left join held
    on
        effects.account_id = held.account_id
        and effects.month_end = held.month_end
        and effects.subscription_item_id = held.subscription_item_id
