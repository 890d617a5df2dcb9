-- Every paying account on a date that a trained fit serves has one score, 100 less what the probability is of 100.
select
    accounts.account_id,
    accounts.as_of_date,
    fits.fit_id
from {{ ref('health_accounts') }} as accounts
inner join {{ ref('churn_model_fits') }} as fits
    on
        fits.status = 'trained'
        and accounts.as_of_date >= fits.refit_on
        and (fits.serves_to is null or accounts.as_of_date < fits.serves_to)
left join {{ ref('churn_predictions') }} as predictions
    on
        accounts.account_id = predictions.account_id
        and accounts.as_of_date = predictions.as_of_date
        and fits.horizon_days = predictions.horizon_days
where
    predictions.probability is null
    or not predictions.probability between 0 and 1
    or predictions.score <> 100 - 100 * predictions.probability
