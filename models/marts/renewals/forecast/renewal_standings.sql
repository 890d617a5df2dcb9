-- What was known of a renewal since when, from the days of what decided it: what is signed or won counts from its first day
-- on, whatever else is known, and what is lost or ended counts until then.
with ended as (
    select
        terms.term_id,
        max(subscriptions.ended_on) as known_on
    from {{ ref('renewal_terms') }} as terms
    inner join {{ ref('term_subscriptions') }} as covered
        on terms.term_id = covered.term_id
    inner join {{ ref('subscription_terms') }} as subscriptions
        on covered.subscription_id = subscriptions.subscription_id
    group by terms.term_id
    having bool_and(coalesce(subscriptions.ended_on <= terms.due_date + 1, false))
),

events as (
    select
        links.term_id,
        'renewed' as standing,
        'term' as decided_by,
        links.known_on
    from {{ ref('renewal_links') }} as links
    union all
    select
        closes.term_id,
        closes.standing,
        closes.decided_by,
        closes.closed_on as known_on
    from {{ ref('renewal_closes') }} as closes
    union all
    select
        ended.term_id,
        'churned' as standing,
        'ended_service' as decided_by,
        ended.known_on
    from ended
    union all
    select
        outcomes.term_id,
        outcomes.outcome as standing,
        outcomes.decided_by,
        outcomes.due_date + rules.late_days + 1 as known_on
    from {{ ref('renewal_outcomes') }} as outcomes
    inner join {{ ref('renewal_rules') }} as rules
        on {{ in_force('rules', 'outcomes.due_date') }}
    where outcomes.decided_by in ('service', 'silence')
),

ranked as (
    select
        events.*,
        min(case when events.standing = 'renewed' then events.known_on end) over (partition by events.term_id) as renewal_known_on,
        row_number() over (
            partition by events.term_id, events.standing
            order by events.known_on, events.decided_by
        ) as recency
    from events
    where events.known_on <= {{ as_of_day() }}
)

select
    ranked.term_id as renewal_id,
    ranked.standing,
    ranked.decided_by,
    ranked.known_on as valid_from,
    case when ranked.standing = 'churned' then ranked.renewal_known_on end as valid_to
from ranked
where
    ranked.recency = 1
    and (ranked.standing = 'renewed' or coalesce(ranked.known_on < ranked.renewal_known_on, true))
