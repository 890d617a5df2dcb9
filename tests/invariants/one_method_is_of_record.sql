-- On each forecast date one method's figures are the forecast, and every scenario has its threshold, in their order.
select
    dates.forecast_date,
    count(methods.method) as methods_of_record
from {{ ref('forecast_dates') }} as dates
left join {{ ref('forecast_methods') }} as methods
    on
        methods.is_record
        and {{ in_force('methods', 'dates.forecast_date') }}
group by dates.forecast_date, dates.worst_probability, dates.commit_probability, dates.best_probability
having
    count(methods.method) <> 1
    or coalesce(dates.worst_probability <= dates.commit_probability, true)
    or coalesce(dates.commit_probability <= dates.best_probability, true)
