-- Where an export names only the coupon (connectors, Sigma, the API's newest versions), the coupon's own export has the
-- terms.
select
    versions.id as discount_id,
    versions.coupon as coupon_id,
    coalesce(lower(versions.duration), coupons.duration) as duration,
    coalesce(versions.duration_in_months, coupons.duration_in_months) as duration_in_months,
    cast(coalesce(versions.percent_off, coupons.percent_off) as decimal(18, 6)) as percent_off,
    coalesce({{ minor_to_major('versions.amount_off', 'digits.minor_unit_digits') }}, coupons.amount_off) as amount_off,
    coalesce(lower(versions.currency), coupons.currency) as currency,
    versions.subscription as subscription_id,
    versions.subscription_item as subscription_item_id,
    versions.customer as customer_id,
    versions.invoice as invoice_id,
    versions.promotion_code as promotion_code_id,
    versions.start_at as started_at,
    versions.end_at as ended_at,
    versions.newest_is_deleted as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('stripe', 'discounts'),
    key=['id'],
    cursor='synced_at',
    created='start_at',
    deleted='is_deleted',
) }} as versions
left join {{ ref('stg_stripe__coupons') }} as coupons
    on versions.coupon = coupons.coupon_id
left join {{ currency_digits() }} as digits
    on lower(versions.currency) = digits.currency
where coalesce(versions.livemode, true)
