with positions as (
    select
        positions.*,
        dates.model_horizon_days
    from {{ ref('renewal_positions') }} as positions
    inner join {{ ref('forecast_dates') }} as dates
        on positions.forecast_date = dates.forecast_date
),

told as (
    select
        positions.renewal_id,
        positions.forecast_date,
        'rule' as method,
        positions.rule_probability as probability,
        cast(null as integer) as cases
    from positions
    where positions.standing = 'open' and positions.rule_probability is not null
    union all
    select
        positions.renewal_id,
        positions.forecast_date,
        'calibrated' as method,
        calibration.probability,
        calibration.cases
    from positions
    inner join {{ ref('renewal_calibration') }} as calibration
        on
            positions.forecast_date = calibration.forecast_date
            and positions.renewal_class = calibration.renewal_class
            and coalesce(positions.days_to_due > calibration.longer_than_days, true)
            and coalesce(positions.days_to_due <= calibration.at_most_days, true)
    where positions.standing = 'open'
    union all
    select
        positions.renewal_id,
        positions.forecast_date,
        'model' as method,
        cast(round(power(
            1 - cast(predictions.probability as double),
            cast(greatest(positions.days_to_due, predictions.horizon_days) as double) / predictions.horizon_days
        ), 6) as decimal(9, 6)) as probability,
        fits.cases
    from positions
    inner join {{ ref('churn_predictions') }} as predictions
        on
            positions.account_id = predictions.account_id
            and positions.forecast_date = predictions.as_of_date
            and positions.model_horizon_days = predictions.horizon_days
    inner join {{ ref('churn_model_fits') }} as fits
        on predictions.fit_id = fits.fit_id
    where positions.standing = 'open'
    union all
    select
        calls.renewal_id,
        calls.forecast_date,
        'csm' as method,
        calls.probability,
        cast(null as integer) as cases
    from {{ ref('renewal_calls') }} as calls
    where calls.probability is not null
    -- What is decided is so whatever the method.
    union all
    select
        positions.renewal_id,
        positions.forecast_date,
        methods.method,
        cast(case when positions.standing = 'renewed' then 1 else 0 end as decimal(9, 6)) as probability,
        cast(null as integer) as cases
    from positions
    inner join {{ ref('forecast_methods') }} as methods
        on {{ in_force('methods', 'positions.forecast_date') }}
    where positions.standing <> 'open'
)

select
    told.renewal_id,
    told.forecast_date,
    told.method,
    told.probability,
    cast(positions.mrr_due * 12 as decimal(18, 6)) as amount_due,
    case
        when positions.standing = 'open' then {{ converted('positions.mrr_due * 12', 'told.probability') }}
        else cast(positions.booked_mrr * 12 as decimal(18, 6))
    end as expected_amount,
    told.cases
from told
inner join positions
    on
        told.renewal_id = positions.renewal_id
        and told.forecast_date = positions.forecast_date
inner join {{ ref('forecast_methods') }} as methods
    on
        told.method = methods.method
        and {{ in_force('methods', 'told.forecast_date') }}
