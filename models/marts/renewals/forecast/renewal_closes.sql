-- The day on which the CRM was told is the first on which anybody can know.
with closed as (
    select
        opportunities.term_id,
        opportunities.opportunity_id,
        opportunities.is_won,
        least(coalesce(min(states.valid_from), opportunities.closes_on), {{ as_of_day() }}) as closed_on
    from {{ ref('renewal_opportunity_terms') }} as opportunities
    left join {{ ref('opportunity_states') }} as states
        on
            opportunities.opportunity_id = states.opportunity_id
            and opportunities.is_won = states.is_won
            and states.is_closed
    where opportunities.is_closed
    group by opportunities.term_id, opportunities.opportunity_id, opportunities.is_won, opportunities.closes_on
),

still_open as (
    select distinct opportunities.term_id
    from {{ ref('renewal_opportunity_terms') }} as opportunities
    where not opportunities.is_closed
)

select
    closed.term_id,
    'renewed' as standing,
    'won_opportunity' as decided_by,
    min(closed.closed_on) as closed_on
from closed
where closed.is_won
group by closed.term_id
union all
select
    closed.term_id,
    'churned' as standing,
    'lost_opportunity' as decided_by,
    max(closed.closed_on) as closed_on
from closed
left join still_open
    on closed.term_id = still_open.term_id
where not closed.is_won and still_open.term_id is null
group by closed.term_id
