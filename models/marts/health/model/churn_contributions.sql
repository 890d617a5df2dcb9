{{ config(materialized='view') }}
with seen as (
    {{ churn_features() }}
    union all
    select
        accounts.account_id,
        accounts.as_of_date,
        'intercept' as factor,
        'intercept' as feature,
        cast(null as double) as feature_value
    from {{ ref('health_accounts') }} as accounts
),

dates as (
    select distinct accounts.as_of_date
    from {{ ref('health_accounts') }} as accounts
),

serving as (
    select
        dates.as_of_date,
        terms.fit_id,
        terms.horizon_days,
        terms.feature,
        cast(terms.coefficient as double) as coefficient,
        cast(terms.mean as double) as mean,
        cast(terms.scale as double) as scale,
        cast(terms.lowest as double) as lowest,
        cast(terms.highest as double) as highest
    from dates
    inner join {{ ref('churn_model_coefficients') }} as terms
        on
            dates.as_of_date >= terms.refit_on
            and (terms.serves_to is null or dates.as_of_date < terms.serves_to)
),

parts as (
    select
        seen.account_id,
        seen.as_of_date,
        serving.horizon_days,
        serving.fit_id,
        seen.factor,
        case when seen.feature = seen.factor then seen.feature_value end as factor_value,
        case when seen.feature = seen.factor then serving.mean end as mean,
        case
            when seen.feature = 'intercept' then serving.coefficient
            when seen.feature_value is null then 0
            else
                serving.coefficient
                * (least(greatest(seen.feature_value, serving.lowest), serving.highest) - serving.mean)
                / serving.scale
        end as part
    from seen
    inner join serving
        on
            seen.as_of_date = serving.as_of_date
            and seen.feature = serving.feature
)

select
    parts.account_id,
    parts.as_of_date,
    parts.horizon_days,
    parts.fit_id,
    parts.factor,
    cast(max(parts.factor_value) as decimal(18, 6)) as factor_value,
    cast(max(parts.mean) as decimal(18, 6)) as average,
    cast(sum(cast(round(parts.part, 9) as decimal(18, 9))) as decimal(18, 9)) as contribution
from parts
group by parts.account_id, parts.as_of_date, parts.horizon_days, parts.fit_id, parts.factor
