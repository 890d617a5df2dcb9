select
    versions.id as product_id,
    {{ plain_name('versions.name') }} as product_name,
    coalesce(versions.active, true) as is_active,
    versions.unit_label,
    versions.created as created_at,
    versions.newest_is_deleted as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('stripe', 'products'),
    key=['id'],
    cursor='synced_at',
    created='created',
    deleted='is_deleted',
) }} as versions
where coalesce(versions.livemode, true)
