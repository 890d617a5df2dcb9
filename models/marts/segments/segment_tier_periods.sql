-- A bound is passed at the bound itself, and left only below its share of hysteresis: in between, the last that was certain
-- carries on, also into the bounds of another version. A life starts anew.
with pieces as (
    select
        bases.account_id,
        sets.segment_set,
        bases.life,
        tiers.segment,
        tiers.tier_rank,
        tiers.version,
        bases.value,
        greatest(bases.valid_from, tiers.effective_from, sets.effective_from) as valid_from,
        least(
            bases.valid_to,
            coalesce(tiers.effective_to, {{ latest_day() }}),
            coalesce(sets.effective_to, {{ latest_day() }})
        ) as valid_to,
        case
            when bases.value >= tiers.lower_bound then 1
            when bases.value < tiers.lower_bound * (1 - sets.hysteresis_share) then 0
        end as certain
    from {{ ref('segment_bases') }} as bases
    inner join {{ ref('segment_sets') }} as sets
        on
            bases.basis = sets.basis
            and bases.valid_to > sets.effective_from
            and (sets.effective_to is null or bases.valid_from < sets.effective_to)
    inner join {{ ref('segment_tiers') }} as tiers
        on
            sets.segment_set = tiers.segment_set
            and bases.valid_to > tiers.effective_from
            and (tiers.effective_to is null or bases.valid_from < tiers.effective_to)
),

counted as (
    select
        pieces.*,
        count(pieces.certain) over (
            partition by pieces.account_id, pieces.segment_set, pieces.life, pieces.segment
            order by pieces.valid_from
        ) as certain_number
    from pieces
    where pieces.valid_from < pieces.valid_to
),

carried as (
    select
        counted.*,
        max(counted.certain) over (
            partition by
                counted.account_id, counted.segment_set, counted.life, counted.segment, counted.certain_number
        ) as is_held
    from counted
),

ranked as (
    select
        carried.account_id,
        carried.segment_set,
        carried.life,
        carried.valid_from,
        carried.version,
        carried.valid_to,
        max(carried.value) as value,
        max(case when carried.is_held = 1 then carried.tier_rank end) as tier_rank,
        max(case when carried.certain = 1 then carried.tier_rank end) as plain_rank
    from carried
    group by
        carried.account_id, carried.segment_set, carried.life, carried.valid_from, carried.version, carried.valid_to
)

select
    ranked.account_id,
    ranked.segment_set,
    cast(ranked.life as integer) as life,
    ranked.valid_from,
    ranked.valid_to,
    cast(ranked.value as decimal(18, 6)) as value,
    cast(ranked.tier_rank as integer) as tier_rank,
    cast(ranked.plain_rank as integer) as plain_rank,
    ranked.version as tier_version
from ranked
