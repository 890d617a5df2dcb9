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
        'source': {
            'coupon': coupon_object(coupon_id, coupon_name, percent_off, amount_off, discounts.currency, duration),
            'type': 'coupon'
        },
        'start': seconds(starts_at),
        'subscription': stripe_id('sub_1', discounts.s)
    }::json as object_now,
from discounts
inner join subscriptions on subscriptions.s = discounts.s
inner join customers on customers.c = subscriptions.c;
