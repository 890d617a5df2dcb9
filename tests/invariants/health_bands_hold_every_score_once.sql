-- From the first bound to the last each band begins where the one below it ends, and one of the two includes the bound, on
-- every day on which a band begins to hold.
with days as (
    select distinct
        bands.band_set,
        bands.effective_from as held_on
    from {{ ref('health_bands') }} as bands
),

held as (
    select
        days.held_on,
        bands.band_set,
        bands.band,
        bands.rank,
        bands.lower,
        bands.lower_included,
        bands.upper,
        bands.upper_included,
        lag(bands.upper) over rising as lower_neighbour,
        lag(bands.upper_included) over rising as lower_neighbour_included,
        lead(bands.lower) over rising as upper_neighbour,
        lag(bands.rank) over rising as lower_rank
    from days
    inner join {{ ref('health_bands') }} as bands
        on
            days.band_set = bands.band_set
            and {{ in_force('bands', 'days.held_on') }}
    window rising as (partition by days.band_set, days.held_on order by bands.lower, bands.upper)
)

select
    held.held_on,
    held.band_set,
    held.band,
    held.lower,
    held.upper
from held
where
    coalesce(held.lower_neighbour, 0) <> held.lower
    or coalesce(held.lower_neighbour_included, false) = held.lower_included
    or (held.upper_neighbour is null and (held.upper <> 100 or not held.upper_included))
    or held.lower_rank >= held.rank
