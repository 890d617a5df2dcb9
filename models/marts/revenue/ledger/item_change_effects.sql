-- From the opening to the closing MRR of an item in three steps: the new quantity at the old price, then the new price at
-- the old discount, then the new discount. A step up to the tolerance is rounding and no effect.
with changes as (
    select
        changes.account_id,
        changes.month_end,
        changes.movement,
        changes.subscription_item_id,
        case when changes.is_at_opening then changes.subscription_item_id else migrations.from_subscription_item_id end
            as from_subscription_item_id,
        case when changes.is_at_close then changes.subscription_item_id end as to_subscription_item_id,
        {% for column in ['plan', 'price_id', 'product_id', 'quantity', 'mrr_list', 'mrr'] %}
        coalesce(origins.opening_{{ column }}, changes.opening_{{ column }}) as opening_{{ column }},
        changes.closing_{{ column }},
        {% endfor %}
        rules.value as tolerance
    from {{ ref('item_month_changes') }} as changes
    inner join {{ ref('mrr_rules') }} as rules
        on
            rules.rule = 'effect_tolerance_amount'
            and {{ in_force('rules', 'changes.month_end') }}
    left join {{ ref('plan_migrations') }} as migrations
        on
            changes.account_id = migrations.account_id
            and changes.month_end = migrations.month_end
            and changes.subscription_item_id in (migrations.from_subscription_item_id, migrations.to_subscription_item_id)
    left join {{ ref('item_month_changes') }} as origins
        on
            migrations.account_id = origins.account_id
            and migrations.month_end = origins.month_end
            and migrations.from_subscription_item_id = origins.subscription_item_id
    where coalesce(migrations.from_subscription_item_id, '') <> changes.subscription_item_id
),

named as (
    select
        changes.*,
        case
            when changes.movement <> 'change' then changes.movement
            when changes.from_subscription_item_id is null or changes.to_subscription_item_id is null then 'product'
            when changes.opening_product_id <> changes.closing_product_id then 'plan_change'
            when changes.from_subscription_item_id = changes.to_subscription_item_id then null
            when coalesce(changes.opening_price_id, '') <> coalesce(changes.closing_price_id, '') then 'plan_change'
        end as whole_effect,
        case
            when changes.closing_quantity <> changes.opening_quantity and changes.opening_quantity <> 0
                then cast(changes.closing_quantity as double) / cast(changes.opening_quantity as double)
            -- Without an old quantity there is no old price: all of the change is quantity.
            when changes.closing_quantity <> changes.opening_quantity and changes.opening_mrr > 0
                then cast(changes.closing_mrr as double) / cast(changes.opening_mrr as double)
            else 1
        end as growth
    from changes
),

resized as (
    select
        named.*,
        case
            when named.growth = 1 then named.opening_mrr
            when abs(named.closing_mrr - named.opening_mrr * named.growth) <= named.tolerance then named.closing_mrr
            else {{ as_mrr('named.opening_mrr * named.growth') }}
        end as resized_mrr,
        named.closing_mrr_list * cast(named.opening_mrr as double) / cast(named.opening_mrr_list as double) as priced_mrr
    from named
    where named.whole_effect is null
),

steps as (
    select
        resized.*,
        case
            when abs(resized.closing_mrr - resized.priced_mrr) <= resized.tolerance then resized.closing_mrr
            when abs(resized.resized_mrr - resized.priced_mrr) <= resized.tolerance then resized.resized_mrr
            else {{ as_mrr('resized.priced_mrr') }}
        end as repriced_mrr
    from resized
)

{% set columns = [
    'account_id', 'month_end', 'subscription_item_id', 'from_subscription_item_id', 'to_subscription_item_id', 'opening_plan',
    'closing_plan', 'opening_quantity', 'closing_quantity', 'opening_mrr', 'closing_mrr',
] %}
{% set effects = [('seat', 'opening', 'resized'), ('price', 'resized', 'repriced'), ('discount', 'repriced', 'closing')] %}
select
    {{ columns | join(', ') }},
    whole_effect as effect,
    closing_mrr - opening_mrr as amount
from named
where whole_effect is not null and closing_mrr <> opening_mrr
{% for effect, before, after in effects %}
union all
select
    {{ columns | join(', ') }},
    '{{ effect }}' as effect,
    {{ after }}_mrr - {{ before }}_mrr as amount
from steps
where {{ after }}_mrr <> {{ before }}_mrr
{% endfor %}
