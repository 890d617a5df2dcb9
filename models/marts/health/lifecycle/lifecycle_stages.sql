-- How far an account has come, and laid over it the days on which it comes up for renewal.
with boundaries as (
    select
        progress.account_id,
        progress.life,
        progress.strategy,
        progress.valid_from as starts_on
    from {{ ref('lifecycle_progress') }} as progress
    {% for edge in ['valid_from', 'valid_to'] -%}
    union
    select
        progress.account_id,
        progress.life,
        progress.strategy,
        windows.{{ edge }} as starts_on
    from {{ ref('lifecycle_progress') }} as progress
    inner join {{ ref('renewal_windows') }} as windows
        on
            progress.account_id = windows.account_id
            and progress.valid_from < windows.{{ edge }}
            and progress.valid_to > windows.{{ edge }}
    where windows.{{ edge }} <= {{ as_of_day() }}
    {% endfor -%}
),

pieces as (
    select
        boundaries.account_id,
        boundaries.life,
        boundaries.strategy,
        boundaries.starts_on,
        case
            when windows.account_id is null then progress.stage
            when progress.stage = rules.precedence then progress.stage
            else 'renewal'
        end as stage,
        progress.reason,
        progress.criteria_met,
        progress.criteria_unmet,
        progress.criteria_unknown
    from boundaries
    inner join {{ ref('lifecycle_progress') }} as progress
        on
            boundaries.account_id = progress.account_id
            and boundaries.strategy = progress.strategy
            and boundaries.starts_on >= progress.valid_from
            and boundaries.starts_on < progress.valid_to
    inner join {{ ref('lifecycle_rules') }} as rules
        on {{ in_force('rules', 'boundaries.starts_on') }}
    left join {{ ref('renewal_windows') }} as windows
        on
            boundaries.account_id = windows.account_id
            and boundaries.starts_on >= windows.valid_from
            and boundaries.starts_on < windows.valid_to
),

told as (
    select
        pieces.*,
        lag(pieces.stage) over (
            partition by pieces.account_id, pieces.strategy, pieces.life
            order by pieces.starts_on
        ) as previous_stage
    from pieces
),

entered as (
    select
        told.*,
        lead(told.starts_on) over (
            partition by told.account_id, told.strategy, told.life
            order by told.starts_on
        ) as left_on
    from told
    where told.previous_stage is null or told.previous_stage <> told.stage
)

select
    entered.account_id,
    entered.strategy,
    entered.life,
    entered.starts_on as valid_from,
    coalesce(entered.left_on, lives.valid_to) as valid_to,
    entered.stage,
    sets.canonical_stage,
    {% for state in ['met', 'unmet', 'unknown'] %}
    case when entered.stage <> 'renewal' then entered.criteria_{{ state }} end as criteria_{{ state }},
    {% endfor %}
    case when entered.stage = 'renewal' then 'renewal' else entered.reason end as reason
from entered
inner join {{ ref('account_paying_periods') }} as lives
    on
        entered.account_id = lives.account_id
        and entered.life = lives.life
left join {{ ref('lifecycle_stage_sets') }} as sets
    on
        sets.stage_set = 'default'
        and entered.stage = sets.stage
        and {{ in_force('sets', 'entered.starts_on') }}
