-- What there is to choose from, without a look at every score.
select
    scores.as_of_date,
    scores.profile,
    scores.profile_version,
    scores.is_weekly,
    scores.is_current
from {{ ref('account_health') }} as scores
group by scores.as_of_date, scores.profile, scores.profile_version, scores.is_weekly, scores.is_current
