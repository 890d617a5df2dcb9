with months as (
    select distinct
        rules.horizon_days,
        -- The first day of the date's span of months, counted from January 2000.
        cast(
            {{ dbt.dateadd(
                'month',
                'rules.refit_months * cast(floor('
                ~ '(12 * (extract(year from dates.as_of_date) - 2000) + extract(month from dates.as_of_date) - 1)'
                ~ ' / rules.refit_months) as integer)',
                "cast('2000-01-01' as date)",
            ) }} as date
        ) as refit_on
    from {{ ref('health_dates') }} as dates
    cross join {{ ref('churn_model_rules') }} as rules
    where {{ in_force('rules', 'dates.as_of_date') }}
)

select
    cast(rules.horizon_days as varchar) || 'd-' || cast(months.refit_on as varchar) as fit_id,
    months.refit_on,
    lead(months.refit_on) over (partition by months.horizon_days order by months.refit_on) as serves_to,
    rules.version as rules_version,
    rules.horizon_days,
    rules.embargo_days,
    rules.weeks_between_cases,
    rules.most_cases,
    rules.minimum_accounts,
    rules.minimum_churns,
    rules.minimum_part_churns,
    rules.calibration_share,
    rules.regularisation,
    rules.clip_share,
    rules.least_scale_share
from months
inner join {{ ref('churn_model_rules') }} as rules
    on
        months.horizon_days = rules.horizon_days
        and {{ in_force('rules', 'months.refit_on') }}
