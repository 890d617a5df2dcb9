-- Every edge is told by the best band that still raises a flag: what lies in that band or below it is flagged.
select
    bands.band_set,
    bands.band,
    bands.rank,
    bands.lower,
    bands.lower_included,
    bands.upper,
    bands.upper_included,
    bands.rank < max(bands.rank) over (partition by bands.band_set) as is_edge,
    bands.version
from {{ ref('health_bands') }} as bands
where {{ in_force('bands', as_of_day()) }}
