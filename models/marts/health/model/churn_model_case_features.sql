{{ config(materialized='view') }}
with seen as (
    {{ churn_features() }}
)

select
    cases.case_number,
    seen.feature,
    seen.feature_value
from {{ ref('churn_model_cases') }} as cases
inner join seen
    on
        cases.account_id = seen.account_id
        and cases.as_of_date = seen.as_of_date
