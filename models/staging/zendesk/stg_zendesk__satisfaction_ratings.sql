-- Scores come with and without 'with comment'; the comment has its own column, so the score says only how good.
select
    versions.id as rating_id,
    versions.ticket_id,
    versions.requester_id,
    versions.assignee_id,
    versions.group_id,
    case
        when versions.score like 'good%' then 'good'
        when versions.score like 'bad%' then 'bad'
        else versions.score
    end as score,
    versions.reason,
    versions.comment,
    versions.created_at,
    versions.updated_at,
    coalesce(versions.is_deleted, false) as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(source('zendesk', 'satisfaction_ratings'), key=['id'], cursor='updated_at') }} as versions
