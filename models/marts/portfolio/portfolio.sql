with reasons as (
    select
        priorities.*,
        count(*) over (partition by priorities.account_id) as reason_count
    from {{ ref('portfolio_priorities') }} as priorities
)

select
    accounts.account_id,
    accounts.account_name,
    accounts.owner_id,
    accounts.owner_name,
    accounts.region,
    accounts.segment,
    coverage.segment as coverage_segment,
    accounts.mrr,
    accounts.arr,
    cast(accounts.arr - coalesce(renewals.arr_expected_to_go, 0) as decimal(18, 6)) as expected_arr,
    accounts.health_profile,
    accounts.health_score,
    accounts.health_band,
    accounts.health_change_30d,
    accounts.previous_health_band,
    accounts.health_main_driver,
    accounts.lifecycle_stage,
    renewals.renewal_id,
    renewals.renewal_date,
    renewals.days_to_renewal,
    renewals.renewal_amount,
    renewals.renewal_phase,
    renewals.renewal_risk_level,
    coalesce(renewals.renewals_ahead, 0) as renewals_ahead,
    coalesce(renewals.renewal_amount_ahead, 0) as renewal_amount_ahead,
    coalesce(renewals.renewals_past_due, 0) as renewals_past_due,
    signals.open_alerts,
    signals.worst_severity,
    signals.newest_alert,
    signals.open_tasks,
    signals.overdue_tasks,
    signals.most_overdue_days,
    signals.next_review_on,
    signals.success_plan_review_on,
    relationships.is_single_threaded,
    relationships.is_sponsor_silent,
    relationships.sponsor_last_touch_on,
    relationships.strength as relationship_strength,
    signals.last_touch_on,
    signals.open_tickets,
    signals.severe_tickets,
    signals.nps_score,
    signals.nps_on,
    reasons.reason_kind,
    reasons.reason,
    coalesce(
        reasons.reason,
        'On track: ' || case
            when least(signals.next_review_on, signals.success_plan_review_on, renewals.renewal_date) is null
                then 'nothing is planned'
            when signals.next_review_on <= least(signals.success_plan_review_on, renewals.renewal_date, {{ latest_day() }})
                then 'next, a business review on ' || {{ day_told('signals.next_review_on') }}
            when signals.success_plan_review_on <= coalesce(renewals.renewal_date, {{ latest_day() }})
                then 'next, the review of its success plan on ' || {{ day_told('signals.success_plan_review_on') }}
            else 'next, its renewal on ' || {{ day_told('renewals.renewal_date') }}
        end
    ) as why,
    cast(coalesce(reasons.reason_count, 0) as integer) as reason_count,
    reasons.playbook,
    reasons.next_action,
    reasons.next_action_due_on,
    reasons.next_action_days,
    -- Ties go to what is due first, then to the larger account. Who has no reason comes last.
    cast(
        row_number() over (
            order by
                coalesce(reasons.weight, 0) desc,
                coalesce(reasons.next_action_due_on, {{ latest_day() }}),
                accounts.arr desc,
                accounts.account_id
        ) as integer
    ) as priority
from {{ ref('portfolio_accounts') }} as accounts
inner join {{ ref('portfolio_signals') }} as signals
    on accounts.account_id = signals.account_id
left join {{ ref('portfolio_renewals') }} as renewals
    on accounts.account_id = renewals.account_id
left join {{ ref('segments') }} as coverage
    on accounts.account_id = coverage.account_id and coverage.is_current
left join {{ ref('account_relationships') }} as relationships
    on accounts.account_id = relationships.account_id
left join reasons
    on accounts.account_id = reasons.account_id and reasons.reason_rank = 1
