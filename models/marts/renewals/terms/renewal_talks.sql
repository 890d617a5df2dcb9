with begun as (
    select
        steps.term_id,
        steps.done_on as started_on
    from {{ ref('renewal_log_steps') }} as steps
    where steps.playbook = 'renewal'
    union all
    select
        opportunities.term_id,
        opportunities.created_on as started_on
    from {{ ref('renewal_opportunities') }} as opportunities
    where opportunities.created_on <= {{ as_of_day() }}
)

select
    begun.term_id,
    min(begun.started_on) as talk_started_on
from begun
group by begun.term_id
