-- Comments come as a table of their own or as events of audits, whose other events are no comments.
select
    versions.id as comment_id,
    versions.ticket_id,
    versions.author_id,
    coalesce(versions.is_public, true) as is_public,
    versions.created_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(source('zendesk', 'ticket_comments'), key=['id'], cursor='created_at') }} as versions
where coalesce(versions.event_type, 'Comment') = 'Comment'
