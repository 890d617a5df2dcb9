-- JSON pieces that several Stripe objects repeat, and what each subscription looks like to its exporter.
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
        'nickname': product_name || ' ' || billing_interval || 'ly' || case when version = 2 then ' (new list)' else '' end,
        'product': product_id,
        'recurring': {
            'interval': billing_interval, 'interval_count': 1, 'meter': null::varchar, 'trial_period_days': null::int, 'usage_type': 'licensed'
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

-- The discount as it hangs on the subscription: the coupon inside since 2025-03, under source since 2025-10.
create or replace macro coupon_object(coupon_id, coupon_name, percent_off, amount_off, currency, duration) as {
    'id': coupon_id,
    'object': 'coupon',
    'amount_off': amount_off,
    'currency': case when amount_off is not null then currency end,
    'duration': duration,
    'duration_in_months': case when duration = 'repeating' then 3 end,
    'livemode': true,
    'name': coupon_name,
    'percent_off': percent_off,
    'valid': true
};

create or replace table discount_objects as
select
    discounts.s,
    discounts.starts_at,
    subscriptions.start_at,
    discounts.ends_at,
    discounts.duration,
    {
        'id': discount_id,
        'object': 'discount',
        'coupon': coupon_object(coupon_id, coupon_name, percent_off, amount_off, discounts.currency, duration),
        'customer': customers.customer_id,
        'end': seconds(discounts.ends_at),
        'start': seconds(starts_at),
        'subscription': stripe_id('sub_1', discounts.s)
    }::json as object_before,
    {
        'id': discount_id,
        'object': 'discount',
        'customer': customers.customer_id,
        'end': seconds(discounts.ends_at),
        'source': {'coupon': coupon_object(coupon_id, coupon_name, percent_off, amount_off, discounts.currency, duration), 'type': 'coupon'},
        'start': seconds(starts_at),
        'subscription': stripe_id('sub_1', discounts.s)
    }::json as object_now,
from discounts
inner join subscriptions on subscriptions.s = discounts.s
inner join customers on customers.c = subscriptions.c;

create or replace table churn_causes as
select
    subscriptions.s,
    case
        when subscriptions.end_kind = 'payment_failed' then 'payment_failed'
        when subscriptions.end_kind = 'trial' then 'trial_not_converted'
        when subscriptions.end_kind = 'moved' then 'product_move'
        when not coalesce(lives.is_warned, true)
            then pick_from(s, 'cause', ['acquired', 'business_closed', 'budget_cut', 'new_leadership'])
        else pick_from(s, 'cause', ['low_usage', 'missing_features', 'switched_service', 'too_expensive', 'champion_left', 'customer_service'])
    end as cause,
    coalesce(lives.is_warned, true) and subscriptions.end_kind not in ('trial', 'moved') as is_warned,
from subscriptions
left join lives on lives.i = subscriptions.i and subscriptions.n in (1, 3);

create or replace table subscription_ids as
select s, stripe_id('sub_1', s) as subscription_id
from subscriptions;

create or replace macro money_text(minor, currency) as
    case currency
        when 'usd' then '$' || format('{:.2f}', minor / 100)
        when 'eur' then '€' || format('{:.2f}', minor / 100)
        when 'gbp' then '£' || format('{:.2f}', minor / 100)
        when 'jpy' then '¥' || minor
        else 'KWD ' || format('{:.3f}', minor / 1000)
    end;
