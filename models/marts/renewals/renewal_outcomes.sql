with terms as (
    select
        terms.*,
        {{ as_of_day() }} as today,
        rules.version as rules_version,
        rules.early_days,
        rules.on_time_days,
        terms.due_date + rules.late_days as late_until
    from {{ ref('renewal_terms') }} as terms
    inner join {{ ref('renewal_rules') }} as rules
        on {{ in_force('rules', 'terms.due_date') }}
    where terms.started_on <= {{ as_of_day() }}
),

services as (
    select
        terms.term_id,
        case
            when bool_and(coalesce(subscriptions.ended_on <= least(terms.due_date + 1, terms.today), false))
                then max(subscriptions.ended_on)
        end as ended_on
    from terms
    inner join {{ ref('term_subscriptions') }} as covered
        on terms.term_id = covered.term_id
    inner join {{ ref('subscription_terms') }} as subscriptions
        on covered.subscription_id = subscriptions.subscription_id
    group by terms.term_id
),

going_on as (
    select distinct terms.term_id
    from terms
    inner join {{ ref('term_subscriptions') }} as covered
        on terms.term_id = covered.term_id
    inner join {{ ref('subscription_periods') }} as periods
        on covered.subscription_id = periods.subscription_id
    where
        periods.mrr_list > 0
        and terms.late_until >= periods.valid_from
        and (periods.valid_to is null or terms.late_until < periods.valid_to)
),

decided as (
    select
        terms.*,
        links.renewing_term_id,
        links.known_on as renewal_known_on,
        opportunities.lost_on,
        services.ended_on as service_ended_on,
        coalesce(links.renewed_on, terms.due_date + 1) as next_started_on,
        least(coalesce(opportunities.won_on, links.signed_on, links.renewed_on, terms.due_date + 1), terms.today) as next_booked_on,
        case
            when links.term_id is not null then 'term'
            when opportunities.won_on is not null then 'won_opportunity'
            when opportunities.lost_on is not null and opportunities.open_opportunities = 0 then 'lost_opportunity'
            when services.ended_on is not null then 'ended_service'
            when terms.due_date >= terms.today then 'not_due'
            when terms.late_until >= terms.today then 'undecided'
            when going_on.term_id is not null then 'service'
            else 'silence'
        end as decided_by
    from terms
    left join {{ ref('renewal_links') }} as links
        on terms.term_id = links.term_id
    left join {{ ref('renewal_opportunities') }} as opportunities
        on terms.term_id = opportunities.term_id
    left join services
        on terms.term_id = services.term_id
    left join going_on
        on terms.term_id = going_on.term_id
)

select
    {% for column in ['term_id', 'account_id', 'source', 'started_on', 'due_date', 'auto_renews', 'notice_days', 'today'] %}
    decided.{{ column }},
    {% endfor %}
    coalesce(decided.contract_id, decided.subscription_id) as source_key,
    decisions.outcome,
    decided.decided_by,
    case
        when decided.decided_by in ('term', 'won_opportunity') then least(decided.next_booked_on, decided.renewal_known_on)
        when decided.decided_by = 'lost_opportunity' then least(decided.lost_on, decided.service_ended_on)
        when decided.decided_by = 'ended_service' then decided.service_ended_on
        when decided.decided_by in ('service', 'silence') then decided.late_until + 1
    end as decided_on,
    decided.renewing_term_id,
    case when decisions.outcome = 'renewed' then decided.next_started_on end as renewed_on,
    case when decisions.outcome = 'renewed' then decided.next_booked_on end as booked_on,
    case
        when decisions.outcome <> 'renewed' then null
        when decided.next_booked_on <= decided.due_date - decided.early_days then 'early'
        when decided.next_booked_on <= decided.due_date + decided.on_time_days then 'on_time'
        else 'late'
    end as timing,
    decided.rules_version
from decided
inner join {{ ref('renewal_decisions') }} as decisions
    on decided.decided_by = decisions.decided_by
