-- A version stands for one set of rows: whoever retunes a weight gives it a higher version than the profile had before.
select
    weights.profile,
    weights.profile_version,
    count(distinct weights.valid_from) as sets
from {{ ref('health_weights') }} as weights
group by weights.profile, weights.profile_version
having count(distinct weights.valid_from) > 1
