-- A score is made by the fit that was the newest on its date, and that fit by outcomes settled by its day.
select
    predictions.account_id,
    predictions.as_of_date,
    predictions.fit_id
from {{ ref('churn_predictions') }} as predictions
inner join {{ ref('churn_model_fits') }} as fits
    on predictions.fit_id = fits.fit_id
inner join {{ ref('churn_model_refits') }} as refits
    on predictions.fit_id = refits.fit_id
where
    fits.status <> 'trained'
    or {{ dbt.dateadd('day', 'refits.embargo_days', 'fits.trained_through') }} > fits.refit_on
    or predictions.as_of_date < fits.refit_on
    or predictions.as_of_date >= fits.serves_to
