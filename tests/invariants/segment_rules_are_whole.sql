-- One set is of record; the tiers of a set are ranked as their bounds are and begin at nothing; the weights of the score sum to one; the
-- levels of a measure begin at nothing and give more points the higher they are. A hold names a segment that the sets know.
with levels as (
    select
        points.measure,
        points.lower_bound,
        points.points,
        lag(points.points) over (partition by points.measure order by points.lower_bound) as points_below
    from {{ ref('segment_score_points') }} as points
    where {{ in_force('points', as_of_day()) }}
),

tiers as (
    select
        tiers.segment_set,
        tiers.segment,
        tiers.lower_bound,
        tiers.tier_rank,
        row_number() over (partition by tiers.segment_set order by tiers.lower_bound) as place
    from {{ ref('segment_tiers') }} as tiers
    where {{ in_force('tiers', as_of_day()) }}
)

select
    'sets of record' as fault,
    cast(count(*) as varchar) as detail
from {{ ref('segment_sets') }} as sets
where sets.is_of_record and {{ in_force('sets', as_of_day()) }}
having count(*) <> 1
union all
select
    'sum of weights' as fault,
    cast(sum(weights.weight) as varchar) as detail
from {{ ref('segment_score_weights') }} as weights
where {{ in_force('weights', as_of_day()) }}
having sum(weights.weight) <> 1
union all
select
    'level of points' as fault,
    levels.measure as detail
from levels
where coalesce(levels.points <= levels.points_below, levels.lower_bound <> 0)
union all
select
    'rank of tiers' as fault,
    tiers.segment_set || ' ' || tiers.segment as detail
from tiers
where tiers.tier_rank <> tiers.place or (tiers.place = 1 and tiers.lower_bound <> 0)
union all
select
    'set without tiers' as fault,
    sets.segment_set as detail
from {{ ref('segment_sets') }} as sets
left join tiers
    on sets.segment_set = tiers.segment_set
where tiers.segment_set is null and {{ in_force('sets', as_of_day()) }}
union all
select
    'unknown segment of a hold' as fault,
    holds.segment_set || ' ' || holds.segment as detail
from {{ ref('segment_holds') }} as holds
left join tiers
    on
        holds.segment_set = tiers.segment_set
        and holds.segment = tiers.segment
where tiers.segment is null
