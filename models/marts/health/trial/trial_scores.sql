-- All that scores an account, in one shape: 100 is the best, and the lower the score the greater the risk.
with dates as (
    select distinct outcomes.as_of_date
    from {{ ref('trial_outcomes') }} as outcomes
)

select
    'profile' as scorer_kind,
    health.profile as scorer,
    cast(null as integer) as horizon_days,
    health.account_id,
    health.as_of_date,
    -- What rests on little more than the policies for missing values warns of nobody and clears nobody.
    cast(case when health.coverage >= rules.minimum_coverage then health.score end as decimal(18, 8)) as score
from {{ ref('account_health') }} as health
inner join dates
    on health.as_of_date = dates.as_of_date
inner join {{ ref('trial_rules') }} as rules
    on {{ in_force('rules', as_of_day()) }}
union all
select
    'component' as scorer_kind,
    parts.profile || '.' || parts.component as scorer,
    cast(null as integer) as horizon_days,
    parts.account_id,
    parts.as_of_date,
    cast(
        case
            when
                sum(case when parts.is_null then 0 else parts.weight_nominal end)
                >= max(rules.minimum_coverage) * sum(parts.weight_nominal)
                then {{ divide('sum(parts.contribution)', 'sum(parts.weight)', 8) }}
        end as decimal(18, 8)
    ) as score
from {{ ref('health_contributions') }} as parts
inner join dates
    on parts.as_of_date = dates.as_of_date
inner join {{ ref('trial_rules') }} as rules
    on {{ in_force('rules', as_of_day()) }}
group by parts.profile, parts.component, parts.account_id, parts.as_of_date
union all
select
    'metric' as scorer_kind,
    metrics.metric as scorer,
    cast(null as integer) as horizon_days,
    metrics.account_id,
    metrics.as_of_date,
    cast(case when not metrics.is_null then metrics.metric_score end as decimal(18, 8)) as score
from {{ ref('health_metric_scores') }} as metrics
inner join dates
    on metrics.as_of_date = dates.as_of_date
union all
-- A model that had learned from days after the score would know the answers.
select
    'model' as scorer_kind,
    'churn_model' as scorer,
    predictions.horizon_days,
    predictions.account_id,
    predictions.as_of_date,
    cast(predictions.score as decimal(18, 8)) as score
from {{ ref('churn_predictions') }} as predictions
inner join dates
    on predictions.as_of_date = dates.as_of_date
where predictions.trained_through <= predictions.as_of_date
