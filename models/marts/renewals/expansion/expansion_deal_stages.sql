-- When an opportunity first stood at a stage or beyond it; a stage that was skipped is reached with the one after it.
select
    deals.opportunity_id,
    reached.stage,
    min(states.valid_from) as reached_on
from {{ ref('expansion_deals') }} as deals
inner join {{ ref('opportunity_states') }} as states
    on deals.opportunity_id = states.opportunity_id
inner join {{ ref('expansion_stage_words') }} as words
    on
        lower(trim(states.stage_name)) = words.stage_name
        and {{ in_force('words', 'states.valid_from') }}
inner join {{ ref('expansion_stages') }} as stages
    on
        words.stage = stages.stage
        and {{ in_force('stages', 'states.valid_from') }}
inner join {{ ref('expansion_stages') }} as reached
    on
        stages.stage_rank >= reached.stage_rank
        and {{ in_force('reached', 'states.valid_from') }}
where states.valid_from <= {{ as_of_day() }}
group by deals.opportunity_id, reached.stage
