-- What each account adds to its month. A step that was not taken counts in shares, and not in means.
{% set steps = ['kickoff', 'first_login', 'key_action', 'training', 'first_value', 'first_outcome', 'full_value', 'onboarded'] %}
with evidence as (
    select
        facts.fact,
        min(facts.happened_on) as since_on
    from {{ ref('signal_facts') }} as facts
    group by facts.fact
),

marks as (
    {% for step in steps %}
    select
        journeys.account_id,
        '{{ step }}' as step,
        journeys.days_to_{{ step }} as days,
        {{ 'journeys.hours_to_first_login' if step == 'first_login' else 'cast(null as integer)' }} as hours
    from {{ ref('account_journeys') }} as journeys
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

cohorts as (
    select
        journeys.account_id,
        journeys.started_on,
        journeys.first_value_target_days,
        {{ month_end('journeys.started_on') }} as cohort_month,
        targets.metric,
        targets.step,
        targets.measure,
        targets.version as target_version,
        cast({{ dbt.dateadd('day', 'targets.limit_days', 'journeys.started_on') }} as date) as last_day,
        coalesce(targets.limit_days, journeys.first_value_target_days) as limit_days
    from {{ ref('account_journeys') }} as journeys
    inner join {{ ref('journey_targets') }} as targets
        on {{ in_force('targets', 'journeys.started_on') }}
    inner join evidence
        on
            targets.evidence_fact = evidence.fact
            and journeys.started_on >= evidence.since_on
),

features as (
    select
        facts.account_id,
        facts.fact_key,
        min(facts.happened_on) as since_on
    from {{ ref('signal_facts') }} as facts
    where facts.fact = 'first_use'
    group by facts.account_id, facts.fact_key
),

product as (
    select
        features.fact_key,
        min(features.since_on) as since_on
    from features
    group by features.fact_key
)

select
    cohorts.account_id,
    cohorts.cohort_month,
    cohorts.metric,
    cohorts.target_version,
    cast(case cohorts.measure
        when 'share_up_to' then case when marks.days <= cohorts.limit_days then 1 else 0 end
        when 'mean_days' then marks.days
        when 'mean_hours' then marks.hours
        else case when marks.days < cohorts.limit_days then 1 else 0 end
    end as decimal(18, 6)) as numerator,
    cast(case cohorts.measure
        when 'mean_days' then case when marks.days is not null then 1 end
        when 'mean_hours' then case when marks.hours is not null then 1 end
        else 1
    end as decimal(18, 6)) as denominator
from cohorts
inner join marks
    on
        cohorts.account_id = marks.account_id
        and cohorts.step = marks.step
union all
select
    cohorts.account_id,
    cohorts.cohort_month,
    cohorts.metric,
    cohorts.target_version,
    cast(count(features.fact_key) as decimal(18, 6)) as numerator,
    cast(count(*) as decimal(18, 6)) as denominator
from cohorts
inner join product
    on cohorts.last_day >= product.since_on
left join features
    on
        cohorts.account_id = features.account_id
        and product.fact_key = features.fact_key
        and cohorts.last_day >= features.since_on
where cohorts.measure = 'features_up_to'
group by cohorts.account_id, cohorts.cohort_month, cohorts.metric, cohorts.target_version
