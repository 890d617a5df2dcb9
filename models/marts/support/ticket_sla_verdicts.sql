with breached as (
    select
        judged.*,
        case
            when judged.told_breach_at is not null then judged.told_breach_at
            when
                judged.verdict_basis = 'recomputed'
                and judged.due_at < coalesce(judged.fulfilled_at, judged.abandoned_at, {{ as_of() }})
                then judged.due_at
        end as breached_at
    from {{ ref('sla_commitments') }} as judged
)

select
    breached.ticket_id,
    breached.event_metric,
    breached.instance,
    breached.verdict_basis,
    breached.sla_policy_id,
    breached.sla_policy_title,
    breached.target_seconds,
    breached.is_in_business_hours,
    breached.applied_at,
    breached.policy_changes,
    breached.activated_at,
    breached.due_at,
    breached.breached_at,
    breached.fulfilled_at,
    breached.abandoned_at,
    breached.is_paused,
    breached.calendar_seconds,
    breached.business_seconds,
    breached.paused_seconds,
    breached.schedule_id,
    breached.is_deleted,
    breached.ended_by,
    breached.source_file,
    breached.source_row,
    case
        when breached.is_deleted then 'withdrawn'
        when breached.target_seconds is null and breached.breached_at is null then 'withdrawn'
        when breached.fulfilled_at <= breached.breached_at then 'met'
        when breached.breached_at is not null and breached.fulfilled_at is null and breached.abandoned_at is null
            then 'open_breached'
        when breached.breached_at is not null then 'breached'
        when breached.fulfilled_at is null and breached.abandoned_at is not null then 'withdrawn'
        -- Nobody knows how much of the time was business hours.
        when
            breached.verdict_basis = 'recomputed'
            and breached.is_in_business_hours
            and breached.business_seconds is null
            then 'undecided'
        when breached.fulfilled_at is not null then 'met'
        else 'open'
    end as status
from breached
