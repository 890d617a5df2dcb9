"""The SQL texts of an account's overview: what happened to it, its people, tickets, renewal, plans and value."""

import pyarrow as pa

from cs_dash.publication import Publication

# What happened to an account, each as a day, a kind, what it was and whether that is good (1), bad (-1) or neither (0).
EVENTS = """
    with events as (
        select
            coalesce(decided_on, due_date) as happened_on, 'renewal' as event_kind,
            if(outcome = 'renewed', 'Renewed', 'Not renewed') as what, if(outcome = 'renewed', 1, -1) as tone
        from renewals
        where account_id = $account_id and outcome in ('renewed', 'churned')
        union all
        select happened_on, 'severe_ticket', 'A severe ticket was opened', -1
        from moments_of_truth
        where account_id = $account_id and moment = 'escalation'
        union all
        select detected_on, 'champion_left', 'A champion left: ' || contact_name, -1
        from champion_departures
        where account_id = $account_id
        union all
        select held_on, 'business_review', upper(review_kind) || ' held', 1
        from business_reviews
        where account_id = $account_id and is_held
        union all
        select opened_on, 'alert', evidence, -1
        from alerts
        where account_id = $account_id and severity in ('critical', 'high')
        union all
        select transitions.entered_on, 'stage', 'Stage ' || replace(transitions.to_stage, '_', ' '), 0
        from lifecycle_transitions as transitions
        inner join health_profiles as profiles on transitions.strategy = profiles.lifecycle_strategy
        where
            transitions.account_id = $account_id and profiles.is_champion
            and profiles.effective_from <= transitions.entered_on
            and (profiles.effective_to is null or profiles.effective_to > transitions.entered_on)
    )
"""


def events(publication: Publication, account_id: str) -> pa.Table:
    """What happened to the account up to the publication's day, the newest first."""
    return publication.table(
        EVENTS
        + """
        select happened_on, event_kind, what, tone
        from events
        where happened_on <= (select as_of::date from publication)
        order by happened_on desc, event_kind, what
        """,
        {"account_id": account_id},
    )


def stakeholders(publication: Publication, account_id: str) -> pa.Table:
    """The account's people, those who are there before those who left, the strongest relationship first."""
    return publication.table(
        """
        select
            contact_name, title, stakeholder_type, strength, strength_reason, last_touch_on, touch_due_on,
            is_touch_overdue, is_champion, is_sponsor, left_on, left_evidence, strength_source, department
        from stakeholders
        where account_id = $account_id
        order by is_current desc, strength desc nulls last, is_champion desc, contact_id
        """,
        {"account_id": account_id},
    )


def tickets(publication: Publication, account_id: str, limit: int | None) -> pa.Table:
    """Promises of tickets under a policy, the newest first."""
    return publication.table(
        """
        select
            ticket_id, subject, priority, metric as sla_metric, status as sla_status, decided_on,
            (target_seconds / 60)::decimal(18, 1) as target_minutes,
            (elapsed_seconds / 60)::decimal(18, 1) as elapsed_minutes, policy_title, basis as sla_basis,
            ticket_created_at
        from ticket_sla
        where account_id = $account_id
        order by ticket_created_at desc, ticket_id, metric, instance
        limit $limit
        """,
        {"account_id": account_id, "limit": limit},
    )


def sla(publication: Publication, account_id: str) -> dict:
    """`promises` in all, `measured`, `met` and their `compliance`; `breached_open` is late and still open."""
    return publication.rows(
        """
        select
            count(*) as promises,
            count(*) filter (where is_measured) as measured,
            count(*) filter (where is_compliant) as met,
            count(*) filter (where is_compliant)::double / nullif(count(*) filter (where is_measured), 0) as compliance,
            count(*) filter (where status = 'open_breached') as breached_open
        from ticket_sla
        where account_id = $account_id
        """,
        {"account_id": account_id},
    )[0]


def renewal_steps(publication: Publication, renewal_id: str) -> pa.Table:
    """The steps of a renewal's timeline, the first due first."""
    return publication.table(
        """
        select
            steps.phase, coalesce(timeline.step_text, steps.step) as step_text, steps.due_on, steps.state,
            steps.done_on, steps.owner_role
        from renewal_steps as steps
        left join renewal_timeline as timeline
            on
                steps.segment = timeline.segment and steps.step_days = timeline.step_days
                and steps.timeline_version = timeline.version
        where steps.renewal_id = $renewal_id
        order by steps.due_on, steps.step
        """,
        {"renewal_id": renewal_id},
    )


def plans(publication: Publication, account_id: str) -> pa.Table:
    """Success plans of the account, those in force first."""
    return publication.table(
        """
        select
            plan_name, status as plan_status, owner_name, started_on, objectives, objectives_achieved, achieved_share,
            objectives_overdue, last_reviewed_on, next_review_on, is_review_overdue
        from success_plans
        where account_id = $account_id
        order by is_in_force desc, started_on desc, plan_id
        """,
        {"account_id": account_id},
    )


def reviews(publication: Publication, account_id: str, limit: int) -> pa.Table:
    """Business reviews by period, the newest first."""
    return publication.table(
        """
        select review_kind, period_end, status as review_status, scheduled_on, held_on, days_late
        from business_reviews
        where account_id = $account_id
        order by period_end desc, review_kind
        limit $limit
        """,
        {"account_id": account_id, "limit": limit},
    )


def values(publication: Publication, account_id: str) -> pa.Table:
    """What the customer gained by period of contract, the newest first."""
    return publication.table(
        """
        select
            period_kind, period_start, period_end, hard_value, validated_value, investment, net_value, roi,
            value_multiple, soft_items
        from value_realized
        where account_id = $account_id
        order by period_kind, period_end desc
        """,
        {"account_id": account_id},
    )
