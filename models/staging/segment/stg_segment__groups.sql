-- One row per call: each user of a group is put into it by a call of its own, and a later call may carry newer traits.
select
    versions.id as event_id,
    versions.group_id,
    versions.user_id,
    versions.anonymous_id,
    {{ plain_name('versions.name') }} as name,
    lower(trim(versions.domain)) as domain,
    versions.traits,
    versions.timestamp as event_at,
    versions.received_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(source('segment', 'groups'), key=['id'], cursor='received_at') }} as versions
