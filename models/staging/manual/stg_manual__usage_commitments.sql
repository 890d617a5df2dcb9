select
    trim(versions.subscription_id) as subscription_id,
    nullif(trim(versions.price_id), '') as price_id,
    cast(versions.monthly_amount as decimal(28, 6)) as monthly_amount,
    lower(versions.currency) as currency,
    versions.started_on,
    versions.ended_on + 1 as ended_before,
    versions.note,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('manual', 'usage_commitments'),
    key=['subscription_id', 'price_id', 'started_on'],
    cursor='updated_at',
) }} as versions
