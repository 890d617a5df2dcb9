-- Whoever is placed by hand stays there; a risk lifts by its steps, to the top tier at most; the rest is the tier's own.
with tops as (
    select
        tiers.segment_set,
        tiers.version,
        max(tiers.tier_rank) as top_rank
    from {{ ref('segment_tiers') }} as tiers
    group by tiers.segment_set, tiers.version
),

placed as (
    select
        slices.*,
        sets.basis,
        case
            when slices.hold_rank is not null then slices.hold_rank
            when slices.risk_steps is not null then least(slices.tier_rank + slices.risk_steps, tops.top_rank)
            else slices.tier_rank
        end as placed_rank,
        case
            when slices.hold_rank is not null then slices.hold
            when slices.risk_steps is not null and slices.tier_rank < tops.top_rank then 'at_risk'
            else sets.basis
        end as held_by
    from {{ ref('segment_slices') }} as slices
    inner join {{ ref('segment_sets') }} as sets
        on
            slices.segment_set = sets.segment_set
            and {{ in_force('sets', 'slices.valid_from') }}
    inner join tops
        on
            slices.segment_set = tops.segment_set
            and slices.tier_version = tops.version
    where slices.valid_from <= {{ as_of_day() }}
),

compared as (
    select
        placed.*,
        lag(placed.placed_rank) over account_days as rank_before,
        lag(placed.held_by) over account_days as held_by_before,
        lag(placed.value) over account_days as value_before,
        lag(placed.tier_version) over account_days as version_before,
        lag(placed.valid_to) over account_days as ended_before
    from placed
    window account_days as (partition by placed.account_id, placed.segment_set order by placed.valid_from)
),

numbered as (
    select
        compared.*,
        sum(
            case
                when
                    compared.ended_before = compared.valid_from
                    and compared.placed_rank = compared.rank_before
                    and compared.held_by = compared.held_by_before
                    then 0
                else 1
            end
        ) over (
            partition by compared.account_id, compared.segment_set
            order by compared.valid_from
            rows unbounded preceding
        ) as placement_number
    from compared
),

ranked as (
    select
        numbered.*,
        max(numbered.valid_to) over (
            partition by numbered.account_id, numbered.segment_set, numbered.placement_number
        ) as holds_to,
        row_number() over (
            partition by numbered.account_id, numbered.segment_set, numbered.placement_number
            order by numbered.valid_from
        ) as slice_number
    from numbered
)

{% set columns = [
    'account_id', 'segment_set', 'life', 'valid_from', 'holds_to', 'placed_rank', 'plain_rank', 'tier_version', 'basis', 'held_by',
    'value', 'ended_before', 'rank_before', 'held_by_before', 'value_before', 'version_before', 'hold_reason', 'risk_threshold',
] %}
select ranked.{{ columns | join(', ranked.') }}
from ranked
where ranked.slice_number = 1
