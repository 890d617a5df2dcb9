-- In account_health the days of an account lie together, here the accounts of a day: each is published for its own question.
select
    scores.as_of_date,
    scores.profile,
    scores.account_id,
    scores.profile_version,
    scores.segment,
    accounts.region,
    accounts.owner_id,
    accounts.owner_name,
    scores.lifecycle_stage,
    scores.mrr,
    scores.score,
    scores.coverage,
    scores.missing_metrics,
    scores.band,
    scores.change_30d,
    scores.main_driver,
    scores.is_weekly,
    scores.is_current
from {{ ref('account_health') }} as scores
left join {{ ref('accounts') }} as accounts
    on scores.account_id = accounts.account_id
where scores.is_weekly or scores.is_current
