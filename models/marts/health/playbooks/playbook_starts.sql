-- Days on which a playbook that is in use has a reason to begin. The day that its steps count from lies lead_days later.
with first_entries as (
    select
        steps.playbook,
        min(steps.started_on) as first_on
    from {{ ref('playbook_log_steps') }} as steps
    where steps.playbook is not null
    group by steps.playbook
),

-- Before a playbook was in use nobody did its steps or wrote them down, so nothing is asked of those days.
playbooks as (
    select
        playbooks.*,
        least(
            coalesce(playbooks.in_use_since, {{ latest_day() }}),
            coalesce(first_entries.first_on, {{ latest_day() }})
        ) as used_from
    from {{ ref('playbooks') }} as playbooks
    left join first_entries
        on playbooks.playbook = first_entries.playbook
    where {{ in_force('playbooks', as_of_day()) }}
),

reasons as (
    select
        alerts.account_id,
        rules.playbook,
        alerts.opened_on as started_on,
        'alert' as started_by,
        alerts.rule_id as reason
    from {{ ref('alert_openings') }} as alerts
    inner join {{ ref('alert_rules') }} as rules
        on
            alerts.rule_id = rules.rule_id
            and alerts.rule_version = rules.version
    inner join playbooks
        on rules.playbook = playbooks.playbook
    where playbooks.starts_by = 'alert'
    union all
    select
        lives.account_id,
        playbooks.playbook,
        lives.valid_from - playbooks.lead_days as started_on,
        'first_paid' as started_by,
        cast(lives.valid_from as varchar) as reason
    from {{ ref('account_paying_periods') }} as lives
    inner join {{ ref('account_mrr') }} as account_mrr
        on
            lives.account_id = account_mrr.account_id
            and {{ month_end('lives.valid_from') }} = account_mrr.month_end
    inner join playbooks
        on playbooks.not_for_segment is null or account_mrr.segment <> playbooks.not_for_segment
    where playbooks.starts_by = 'first_paid' and lives.life = 1
    union all
    select
        renewals.account_id,
        playbooks.playbook,
        renewals.due_date - playbooks.lead_days as started_on,
        'renewal' as started_by,
        renewals.renewal_id as reason
    from {{ ref('renewals') }} as renewals
    cross join playbooks
    inner join {{ ref('account_paying_periods') }} as lives
        on
            renewals.account_id = lives.account_id
            and renewals.due_date - playbooks.lead_days >= lives.valid_from
            and (lives.valid_to is null or renewals.due_date - playbooks.lead_days < lives.valid_to)
    where
        playbooks.starts_by = 'renewal'
        and (renewals.booked_on is null or renewals.booked_on > renewals.due_date - playbooks.lead_days)
    union all
    select distinct
        steps.account_id,
        steps.playbook,
        steps.started_on,
        'log' as started_by,
        steps.playbook_name as reason
    from {{ ref('playbook_log_steps') }} as steps
    where steps.playbook is not null
)

select
    reasons.account_id,
    reasons.playbook,
    playbooks.version as playbook_version,
    playbooks.lead_days,
    playbooks.lasts_days,
    reasons.started_on,
    reasons.started_by,
    reasons.reason
from reasons
inner join playbooks
    on reasons.playbook = playbooks.playbook
where reasons.started_on between playbooks.used_from and {{ as_of_day() }}
