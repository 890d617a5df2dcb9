select
    versions.id as customer_id,
    {{ plain_name('versions.name') }} as customer_name,
    lower(trim(versions.email)) as email,
    {{ email_domain('versions.email') }} as email_domain,
    lower(versions.currency) as currency,
    versions.country,
    coalesce(versions.delinquent, false) as is_delinquent,
    {{ crm_account_key('versions') }} as crm_account_key,
    versions.created as created_at,
    versions.newest_is_deleted as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('stripe', 'customers'),
    key=['id'],
    cursor='synced_at',
    created='created',
    deleted='is_deleted',
) }} as versions
where coalesce(versions.livemode, true)
