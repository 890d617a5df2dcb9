-- What is told long after a journey began. A score counts on the newest scored day of the week that ends at the limit.
with evidence as (
    select
        facts.fact,
        min(facts.happened_on) as since_on
    from {{ ref('signal_facts') }} as facts
    group by facts.fact
    union all
    select
        'reference_ask' as fact,
        min(log.started_on) as since_on
    from {{ ref('playbook_log_steps') }} as log
    where log.playbook = 'advocacy'
),

cohorts as (
    select
        journeys.account_id,
        journeys.started_on,
        {{ month_end('journeys.started_on') }} as cohort_month,
        targets.metric,
        targets.measure,
        targets.version as target_version,
        cast({{ dbt.dateadd('day', 'targets.limit_days', 'journeys.started_on') }} as date) as last_day
    from {{ ref('account_journeys') }} as journeys
    inner join {{ ref('journey_targets') }} as targets
        on {{ in_force('targets', 'journeys.started_on') }}
    inner join evidence
        on
            targets.evidence_fact = evidence.fact
            and journeys.started_on >= evidence.since_on
    where targets.measure in ('mean_score', 'renewed_early', 'reference_given')
),

scores as (
    select
        cohorts.account_id,
        cohorts.metric,
        health.score,
        row_number() over (partition by cohorts.account_id, cohorts.metric order by health.as_of_date desc) as newest_rank
    from cohorts
    inner join {{ ref('account_health') }} as health
        on
            cohorts.account_id = health.account_id
            and cohorts.last_day >= health.as_of_date
            and cohorts.last_day - 7 < health.as_of_date
    inner join {{ ref('health_profiles') }} as profiles
        on
            health.profile = profiles.profile
            and profiles.is_champion
            and {{ in_force('profiles', 'health.as_of_date') }}
    where cohorts.measure = 'mean_score' and health.score is not null and cohorts.last_day <= {{ as_of_day() }}
),

renewed as (
    select
        cohorts.account_id,
        count(*) as renewals,
        count(case when renewals.timing = 'early' then 1 end) as early
    from cohorts
    inner join {{ ref('renewals') }} as renewals
        on
            cohorts.account_id = renewals.account_id
            and cohorts.started_on <= renewals.due_date
    where cohorts.measure = 'renewed_early' and renewals.outcome = 'renewed' and renewals.mrr_due > 0
    group by cohorts.account_id
),

asked as (
    select distinct log.account_id
    from {{ ref('playbook_log_steps') }} as log
    where log.is_reference and log.done_on is not null
)

select
    cohorts.account_id,
    cohorts.cohort_month,
    cohorts.metric,
    cohorts.target_version,
    cast(case cohorts.measure
        when 'mean_score' then scores.score
        when 'renewed_early' then coalesce(renewed.early, 0)
        else case when asked.account_id is null then 0 else 1 end
    end as decimal(18, 6)) as numerator,
    cast(case cohorts.measure
        when 'mean_score' then case when scores.score is not null then 1 end
        when 'renewed_early' then coalesce(renewed.renewals, 0)
        else 1
    end as decimal(18, 6)) as denominator
from cohorts
left join scores
    on cohorts.account_id = scores.account_id and cohorts.metric = scores.metric and scores.newest_rank = 1
left join renewed
    on cohorts.account_id = renewed.account_id
left join asked
    on cohorts.account_id = asked.account_id
