select
    versions.id as coupon_id,
    versions.name as coupon_name,
    lower(versions.duration) as duration,
    versions.duration_in_months,
    versions.percent_off,
    {{ minor_to_major('versions.amount_off', 'digits.minor_unit_digits') }} as amount_off,
    lower(versions.currency) as currency,
    versions.newest_is_deleted as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('stripe', 'coupons'),
    key=['id'],
    cursor='synced_at',
    created='created',
    deleted='is_deleted',
) }} as versions
left join {{ currency_digits() }} as digits
    on lower(versions.currency) = digits.currency
where coalesce(versions.livemode, true)
