-- Kept or broken has a day and an answer, anything else has neither; a promise kept by our own clock was within its target.
select
    promises.ticket_id,
    promises.metric,
    promises.instance,
    promises.status,
    promises.basis
from {{ ref('ticket_sla') }} as promises
where
    promises.is_measured <> (promises.decided_on is not null)
    or promises.is_measured <> (promises.is_compliant is not null)
    or promises.is_measured <> (promises.status in ('met', 'breached', 'open_breached'))
    or (promises.status = 'withdrawn') <> (promises.withdrawn_because is not null)
    or (promises.status in ('open', 'open_breached')) <> (
        promises.status not in ('withdrawn', 'undecided') and promises.fulfilled_at is null and promises.stopped_at is null
    )
    or (promises.status = 'met' and promises.basis = 'recomputed' and promises.elapsed_seconds > promises.target_seconds)
    or promises.paused_minutes < 0
    or promises.elapsed_business_minutes > promises.elapsed_calendar_minutes
