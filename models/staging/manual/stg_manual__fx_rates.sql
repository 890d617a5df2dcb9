select
    versions.rate_date,
    lower(trim(versions.from_currency)) as from_currency,
    lower(trim(versions.to_currency)) as to_currency,
    versions.rate,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('manual', 'fx_rates'),
    key=['rate_date', 'from_currency', 'to_currency'],
    created='rate_at',
) }} as versions
