-- CRM opportunities that would expand an account, as they stand today, with the days on which they got there. What one is worth
-- is told at the rate of the month in which it closed, else of this one.
with states as (
    select
        states.*,
        stages.stage,
        stages.stage_rank,
        {{ as_of_day() }} as today,
        states.valid_to is null or states.valid_to > {{ as_of_day() }} as is_now
    from {{ ref('opportunity_states') }} as states
    left join {{ ref('expansion_stage_words') }} as words
        on
            lower(trim(states.stage_name)) = words.stage_name
            and {{ in_force('words', 'states.valid_from') }}
    left join {{ ref('expansion_stages') }} as stages
        on
            words.stage = stages.stage
            and {{ in_force('stages', 'states.valid_from') }}
    where states.valid_from <= {{ as_of_day() }}
),

histories as (
    select
        states.opportunity_id,
        max(case when not states.is_closed then states.stage_rank end) as furthest_rank,
        min(case when states.is_won then states.valid_from end) as won_on,
        min(case when states.is_closed and not states.is_won then states.valid_from end) as lost_on
    from states
    group by states.opportunity_id
),

current_states as (
    select
        states.*,
        types.expansion_type,
        histories.furthest_rank,
        case when states.is_won then histories.won_on end as won_on,
        case when states.is_closed and not states.is_won then histories.lost_on end as lost_on
    from states
    inner join histories
        on states.opportunity_id = histories.opportunity_id
    inner join {{ ref('expansion_opportunity_types') }} as types
        on
            lower(trim(states.opportunity_type)) = types.opportunity_type
            and {{ in_force('types', 'states.created_on') }}
    where states.is_now
)

select
    current_states.opportunity_id,
    current_states.account_id,
    current_states.created_on,
    current_states.expansion_type,
    coalesce(current_states.stage_rank, 1) as stage_rank,
    coalesce(current_states.furthest_rank, 1) as furthest_rank,
    current_states.won_on,
    current_states.lost_on,
    current_states.owner_id,
    case
        when current_states.currency is null or current_states.currency = lower('{{ var("reporting_currency") }}')
            then cast(current_states.amount as decimal(18, 6))
        else {{ converted('current_states.amount', 'rates.rate') }}
    end as amount,
    coalesce(sources.sourced_by, 'other') as sourced_by
from current_states
left join {{ ref('reporting_rates') }} as rates
    on
        {{ month_end('least(coalesce(current_states.won_on, current_states.lost_on, current_states.today), current_states.today)') }}
        = rates.month_end
        and current_states.currency = rates.currency
left join {{ ref('expansion_lead_sources') }} as sources
    on
        lower(trim(current_states.lead_source)) = sources.lead_source
        and {{ in_force('sources', 'current_states.created_on') }}
