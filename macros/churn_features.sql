{# What the churn model sees of accounts on days: a select with account_id, as_of_date, factor (what people would name: a metric,
   tenure_days, segment), feature (a part of it that has a coefficient) and feature_value (null: not known, which counts as the mean). #}
{% macro churn_features() -%}
select
    scores.account_id,
    scores.as_of_date,
    scores.metric as factor,
    scores.metric as feature,
    case when not scores.is_null then cast(scores.value as double) end as feature_value
from {{ ref('health_metric_scores') }} as scores
union all
select
    scores.account_id,
    scores.as_of_date,
    scores.metric as factor,
    scores.metric || '.unknown' as feature,
    cast(case when scores.is_null then 1 else 0 end as double) as feature_value
from {{ ref('health_metric_scores') }} as scores
union all
select
    accounts.account_id,
    accounts.as_of_date,
    'tenure_days' as factor,
    'tenure_days' as feature,
    cast(accounts.tenure_days as double) as feature_value
from {{ ref('health_accounts') }} as accounts
union all
select
    accounts.account_id,
    accounts.as_of_date,
    'segment' as factor,
    'segment.' || segments.segment as feature,
    cast(case when accounts.segment = segments.segment then 1 else 0 end as double) as feature_value
from {{ ref('health_accounts') }} as accounts
cross join (
    select distinct told.segment
    from {{ ref('health_accounts') }} as told
) as segments
{%- endmacro %}
