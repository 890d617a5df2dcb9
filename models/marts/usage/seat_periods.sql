select
    periods.subscription_period_id,
    periods.account_id,
    periods.subscription_item_id,
    periods.valid_from,
    periods.valid_to,
    periods.quantity as seats,
    max(rules.version) as rule_version
from {{ ref('subscription_periods') }} as periods
inner join {{ ref('seat_rules') }} as rules
    on
        lower(periods.plan) like rules.plan_pattern
        and {{ in_force('rules', 'periods.valid_from') }}
left join {{ ref('stg_stripe__prices') }} as prices
    on periods.price_id = prices.price_id
where
    coalesce(prices.usage_type, 'licensed') = 'licensed'
    and not coalesce(prices.has_quantity_transform, false)
group by
    periods.subscription_period_id,
    periods.account_id,
    periods.subscription_item_id,
    periods.valid_from,
    periods.valid_to,
    periods.quantity
having count(*) = count(case when periods.quantity >= rules.minimum_quantity then 1 end)
