{{ config(severity='warn') }}
-- Zendesk's breaches against our own count of the same clock, where one policy held throughout: they part where a schedule
-- was changed since, because it is told as it is today.
select
    promises.ticket_id,
    promises.metric,
    promises.instance,
    promises.first_breach_at,
    promises.due_at
from {{ ref('ticket_sla') }} as promises
where
    promises.basis = 'zendesk'
    and promises.status in ('breached', 'open_breached')
    and promises.policy_changes = 0
    and promises.applied_at <= promises.due_at
    and abs({{ dbt.datediff('promises.due_at', 'promises.first_breach_at', 'second') }}) > 60
