select
    fitted.fit_id,
    refits.horizon_days,
    refits.refit_on,
    refits.serves_to,
    fitted.feature,
    cast(fitted.coefficient as decimal(18, 9)) as coefficient,
    cast(fitted.mean as decimal(18, 9)) as mean,
    cast(fitted.scale as decimal(18, 9)) as scale,
    cast(fitted.lowest as decimal(18, 9)) as lowest,
    cast(fitted.highest as decimal(18, 9)) as highest
from {{ ref('churn_model_fitted') }} as fitted
inner join {{ ref('churn_model_refits') }} as refits
    on fitted.fit_id = refits.fit_id
where fitted.coefficient is not null
