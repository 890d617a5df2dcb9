-- What the landed versions tell of a ticket, each since the first version that shows it. The first version of all tells
-- how severe the ticket was from its opening, because the export keeps nothing older.
with versions as (
    select
        versions.ticket_id,
        versions.created_at,
        versions.changed_at,
        versions.is_deleted,
        versions.is_late,
        lower(versions.status) in ('solved', 'closed') and not versions.is_deleted as is_solved,
        coalesce(severities.is_severe, false) as is_severe,
        row_number() over (
            partition by versions.ticket_id
            order by versions.changed_at, versions.source_file, versions.source_row
        ) as version_number,
        max(
            case
                when versions.is_deleted or versions.is_late or lower(versions.status) in ('solved', 'closed') then null
                else versions.changed_at
            end
        ) over (partition by versions.ticket_id) as last_unsolved_at
    from {{ ref('stg_zendesk__ticket_versions') }} as versions
    left join {{ ref('ticket_severities') }} as severities
        on
            lower(versions.priority) = severities.priority
            and {{ in_force('severities', reporting_date('versions.created_at')) }}
)

select
    'zendesk' as source_system,
    versions.ticket_id,
    min(
        case
            when not versions.is_severe then null
            when versions.version_number = 1 then versions.created_at
            when not versions.is_late then versions.changed_at
        end
    ) as severe_at,
    min(
        case
            when
                versions.is_solved
                and not versions.is_late
                and (versions.last_unsolved_at is null or versions.changed_at > versions.last_unsolved_at)
                then versions.changed_at
        end
    ) as solved_at,
    min(case when versions.is_deleted and not versions.is_late then versions.changed_at end) as deleted_at
from versions
group by versions.ticket_id
