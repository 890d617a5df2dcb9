select
    fitted.fit_id,
    refits.horizon_days,
    refits.refit_on,
    refits.serves_to,
    case when fitted.message is null then 'trained' else 'refused' end as status,
    fitted.message,
    cast(fitted.trained_from as date) as trained_from,
    -- The last day of which the fit knows whether accounts were lost.
    cast({{ dbt.dateadd('day', 'refits.horizon_days', 'fitted.trained_through') }} as date) as trained_through,
    fitted.cases,
    fitted.churned_cases,
    fitted.accounts,
    fitted.churned_accounts,
    cast(fitted.calibrated_from as date) as calibrated_from,
    fitted.calibration_cases,
    fitted.calibration_churned_cases,
    cast(fitted.calibration_slope as decimal(18, 9)) as calibration_slope,
    refits.rules_version
from {{ ref('churn_model_fitted') }} as fitted
inner join {{ ref('churn_model_refits') }} as refits
    on fitted.fit_id = refits.fit_id
where fitted.feature = 'intercept'
