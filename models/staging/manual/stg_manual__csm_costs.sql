select
    {{ month_end('versions.month') }} as month_end,
    versions.owner_id,
    lower(versions.segment) as segment,
    lower(versions.cost_type) as cost_type,
    cast(versions.amount as decimal(28, 6)) as amount,
    lower(coalesce(versions.currency, '{{ var("reporting_currency") }}')) as currency,
    cast(versions.hours as decimal(18, 6)) as hours,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('manual', 'csm_costs'),
    key=['month', 'owner_id', 'segment', 'cost_type'],
    cursor='updated_at',
) }} as versions
