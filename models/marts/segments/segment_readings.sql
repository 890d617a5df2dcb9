-- What lies ahead of as_of, as the end of a least stay, has not happened yet. Where no subscription of the account begins, changes or
-- ends on the day, only exchange rates moved its ARR.
with changed as (
    {% for day in ['valid_from', 'valid_to'] %}
    select
        periods.account_id,
        periods.{{ day }} as changed_on
    from {{ ref('subscription_periods') }} as periods
    {% if not loop.last %}union{% endif %}
    {% endfor %}
),

placements as (
    select
        placements.*,
        case
            when placements.ended_before is null then 'first_paid'
            when placements.ended_before < placements.valid_from then 'returned'
            when placements.held_by in ('override', 'strategic') then placements.held_by
            when placements.held_by_before in ('override', 'strategic') then 'override_ended'
            when placements.held_by = 'at_risk' and placements.held_by_before <> 'at_risk' then 'at_risk_upgrade'
            when placements.held_by <> 'at_risk' and placements.held_by_before = 'at_risk' then 'at_risk_ended'
            when placements.tier_version <> placements.version_before then 'rules_changed'
            when placements.basis = 'score' then 'score'
            when changed.account_id is null then 'exchange_rate'
            when placements.value > placements.value_before then 'expansion'
            else 'contraction'
        end as transition_reason,
        case
            when placements.ended_before is null or placements.ended_before < placements.valid_from then null
            when placements.placed_rank > placements.rank_before then 'up'
            when placements.placed_rank < placements.rank_before then 'down'
            else 'same'
        end as direction
    from {{ ref('segment_placements') }} as placements
    left join changed
        on
            placements.account_id = changed.account_id
            and placements.valid_from = changed.changed_on
)

select
    placements.account_id,
    placements.segment_set,
    placements.valid_from,
    case when placements.holds_to <= {{ as_of_day() }} then placements.holds_to end as valid_to,
    placements.life,
    tiers.segment,
    tiers.tier_rank,
    lag(tiers.segment) over (
        partition by placements.account_id, placements.segment_set
        order by placements.valid_from
    ) as previous_segment,
    plain_tiers.segment as plain_segment,
    placements.basis,
    placements.value,
    placements.value_before as previous_value,
    placements.held_by,
    placements.transition_reason,
    placements.direction,
    placements.hold_reason,
    tiers.version as rule_version,
    placements.holds_to > {{ as_of_day() }} as is_current
from placements
inner join {{ ref('segment_tiers') }} as tiers
    on
        placements.segment_set = tiers.segment_set
        and placements.placed_rank = tiers.tier_rank
        and placements.tier_version = tiers.version
inner join {{ ref('segment_tiers') }} as plain_tiers
    on
        placements.segment_set = plain_tiers.segment_set
        and placements.plain_rank = plain_tiers.tier_rank
        and placements.tier_version = plain_tiers.version
