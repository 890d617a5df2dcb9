-- What those that renewed were worth on the forecast date parts the error in two without a rest: who, and how much.
with errors as (
    select
        trials.*,
        trials.forecast_amount - trials.actual_amount as signed_error
    from {{ ref('forecast_trials') }} as trials
    where trials.coverage = 'forecast' and trials.is_settled
)

select
    errors.horizon_days,
    errors.method,
    cast(
        row_number() over (
            partition by errors.horizon_days, errors.method
            order by abs(errors.signed_error) desc, errors.renewal_id
        ) as integer
    ) as miss_rank,
    errors.renewal_id,
    errors.account_id,
    errors.segment,
    errors.owner_id,
    errors.owner_name,
    errors.due_date,
    errors.due_month_end,
    errors.forecast_date,
    errors.amount_due,
    errors.probability,
    errors.forecast_amount,
    errors.all_renew_amount,
    errors.outcome,
    errors.actual_amount,
    cast(errors.signed_error as decimal(18, 6)) as signed_error,
    cast(errors.forecast_amount - errors.renewed_as_forecast_amount as decimal(18, 6)) as outcome_error,
    cast(errors.renewed_as_forecast_amount - errors.actual_amount as decimal(18, 6)) as amount_error
from errors
