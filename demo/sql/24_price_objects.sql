-- Prices and legacy plans as Stripe shows them inside other objects.
create or replace table price_objects as
select
    price,
    price_id,
    product,
    {
        'id': price_id,
        'object': 'price',
        'active': version = max(version) over (partition by product, currency, billing_interval),
        'billing_scheme': case when is_tiered then 'tiered' else 'per_unit' end,
        'created': seconds(created_at),
        'currency': currency,
        'livemode': true,
        'lookup_key': null::varchar,
        'metadata': '{}'::json,
        'nickname': product_name
        || ' '
        || billing_interval
        || 'ly'
        || case when version = 2 then ' (new list)' else '' end,
        'product': product_id,
        'recurring': {
            'interval': billing_interval,
            'interval_count': 1,
            'meter': null::varchar,
            'trial_period_days': null::int,
            'usage_type': 'licensed'
        },
        'tax_behavior': 'exclusive',
        'tiers_mode': case when is_tiered then 'volume' end,
        'transform_quantity': null::varchar,
        'type': 'recurring',
        'unit_amount': case when not is_tiered then unit_minor end,
        'unit_amount_decimal': case when not is_tiered then unit_minor::varchar end
    }::json as object,
    {
        'id': price_id,
        'object': 'plan',
        'active': true,
        'amount': case when not is_tiered then unit_minor end,
        'currency': currency,
        'interval': billing_interval,
        'interval_count': 1,
        'product': product_id,
        'usage_type': 'licensed'
    }::json as plan,
from prices;
