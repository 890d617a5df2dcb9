-- Of every score the weights are 1 together and the contributions the score itself; without a score nothing contributes, and
-- where no tier is known, as without a rate of exchange, a profile by tiers has nothing to weigh.
with sums as (
    select
        contributions.account_id,
        contributions.as_of_date,
        contributions.profile,
        sum(contributions.weight) as weight,
        sum(contributions.contribution) as contribution
    from {{ ref('health_contributions') }} as contributions
    group by contributions.account_id, contributions.as_of_date, contributions.profile
)

select
    health.account_id,
    health.as_of_date,
    health.profile,
    health.score,
    sums.weight,
    sums.contribution
from {{ ref('account_health') }} as health
left join sums
    on
        health.account_id = sums.account_id
        and health.as_of_date = sums.as_of_date
        and health.profile = sums.profile
where
    (sums.account_id is null and (health.score is not null or health.segment <> 'unknown'))
    or coalesce(health.score, 0) <> sums.contribution
    or sums.weight <> case when health.score is null then 0 else 1 end
    or health.score not between 0 and 100
