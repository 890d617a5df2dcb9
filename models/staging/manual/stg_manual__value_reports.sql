select
    versions.report_id,
    {{ salesforce_id_18('versions.account_id') }} as account_id,
    versions.period_start,
    versions.period_end,
    versions.delivered_on,
    lower(trim(versions.value_category)) as value_category,
    {{ plain_name('versions.item') }} as item,
    cast(versions.quantity as decimal(18, 6)) as quantity,
    cast(versions.unit_value as decimal(18, 6)) as unit_value,
    cast(versions.amount as decimal(18, 6)) as amount,
    lower(coalesce(versions.currency, '{{ var("reporting_currency") }}')) as currency,
    versions.validated_on,
    lower(trim(versions.validated_by_contact)) as validated_by,
    {{ salesforce_id_18('versions.validated_by_contact') }} as validated_by_contact_id,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('manual', 'value_reports'),
    key=['report_id', 'value_category', 'item'],
    cursor='updated_at',
) }} as versions
