-- Where no metric events were landed: public comments take turns. A turn of the customer starts a clock, the agents'
-- turn that follows stops it. The opening of a ticket is a turn of the one who filed it.
with missing as (
    select tickets.*
    from {{ ref('stg_zendesk__tickets') }} as tickets
    left join {{ ref('stg_zendesk__ticket_metric_events') }} as events
        on
            tickets.ticket_id = events.ticket_id
            and events.metric = 'reply_time'
            and events.metric_event_type = 'activate'
            and not events.is_deleted
    where events.metric_event_id is null
),

said as (
    select
        missing.ticket_id,
        missing.created_at as said_at,
        missing.submitter_id as author_id,
        missing.source_file,
        missing.source_row
    from missing
    union all
    select
        missing.ticket_id,
        comments.created_at as said_at,
        comments.author_id,
        comments.source_file,
        comments.source_row
    from missing
    inner join {{ ref('stg_zendesk__ticket_comments') }} as comments
        on
            missing.ticket_id = comments.ticket_id
            and missing.created_at < comments.created_at
    where comments.is_public
),

sides as (
    select
        said.*,
        coalesce(lower(users.role) in ('agent', 'admin') and said.author_id <> missing.requester_id, false) as is_agent
    from said
    inner join missing
        on said.ticket_id = missing.ticket_id
    left join {{ ref('stg_zendesk__users') }} as users
        on said.author_id = users.user_id
    -- Without any comment, nobody knows whether there was a reply.
    where said.ticket_id in (select comments.ticket_id from {{ ref('stg_zendesk__ticket_comments') }} as comments)
),

turns as (
    select
        sides.*,
        lag(sides.is_agent) over (
            partition by sides.ticket_id
            order by sides.said_at, sides.is_agent, sides.source_row
        ) as was_agent
    from sides
),

numbered as (
    select
        turns.*,
        sum(case when turns.is_agent then 0 else 1 end) over (
            partition by turns.ticket_id
            order by turns.said_at, turns.is_agent
            rows between unbounded preceding and current row
        ) as instance
    from turns
    where turns.was_agent is null or turns.is_agent <> turns.was_agent
)

select
    numbered.ticket_id,
    'reply_time' as event_metric,
    cast(numbered.instance as integer) as instance,
    case when numbered.is_agent then 'fulfill' else 'activate' end as event_type,
    numbered.said_at as occurred_at,
    numbered.source_file,
    numbered.source_row
from numbered
where numbered.instance > 0
