select
    versions.id as event_id,
    versions.user_id,
    versions.anonymous_id,
    versions.group_id,
    lower(trim(versions.email)) as email,
    {{ email_domain('versions.email') }} as email_domain,
    {{ plain_name('versions.name') }} as user_name,
    versions.traits,
    versions.timestamp as event_at,
    versions.received_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(source('segment', 'identifies'), key=['id'], cursor='received_at') }} as versions
