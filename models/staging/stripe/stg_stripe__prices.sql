-- Prices and legacy plans in one shape. Sub-cent prices keep their fractions: twelve places in major units.
select
    versions.id as price_id,
    versions.product as product_id,
    lower(versions.currency) as currency,
    {{ major_units('versions.unit_amount_decimal', 'versions.unit_amount_major', 'digits.minor_unit_digits', 12) }}
        as unit_amount,
    lower(versions.recurring_interval) as recurring_interval,
    versions.interval_count,
    lower(versions.usage_type) as usage_type,
    -- A plan does not say so, but whatever has an interval recurs.
    coalesce(lower(versions.type), case when versions.recurring_interval is not null then 'recurring' end)
        as price_type,
    versions.nickname,
    versions.lookup_key,
    lower(versions.billing_scheme) as billing_scheme,
    versions.transform_divide_by is not null as has_quantity_transform,
    coalesce(versions.active, true) as is_active,
    versions.created as created_at,
    versions.newest_is_deleted as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('stripe', 'prices'),
    key=['id'],
    cursor='synced_at',
    created='created',
    deleted='is_deleted',
) }} as versions
left join {{ currency_digits() }} as digits
    on lower(versions.currency) = digits.currency
where coalesce(versions.livemode, true)
