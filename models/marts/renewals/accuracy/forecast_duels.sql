-- Whoever thinks that all renew that are not yet lost is a challenger, too: a forecast that errs no less is of no use. Of
-- months that are not settled only early decisions are known, and those are of a kind.
with champions as (
    select misses.*
    from {{ ref('forecast_misses') }} as misses
    inner join {{ ref('forecast_methods') }} as methods
        on
            misses.method = methods.method
            and methods.is_record
            and {{ in_force('methods', as_of_day()) }}
    inner join {{ ref('forecast_accuracy') }} as months
        on
            misses.due_month_end = months.due_month_end
            and misses.horizon_days = months.horizon_days
            and misses.method = months.method
            and months.dimension = 'all'
            and months.is_settled
),

challengers as (
    select
        misses.horizon_days,
        misses.method,
        misses.renewal_id,
        misses.probability,
        misses.signed_error
    from {{ ref('forecast_misses') }} as misses
    union all
    select
        champions.horizon_days,
        'all_renew' as method,
        champions.renewal_id,
        case champions.all_renew_amount when 0 then 0 else 1 end as probability,
        champions.all_renew_amount - champions.actual_amount as signed_error
    from champions
)

select
    champions.horizon_days,
    champions.method as champion,
    challengers.method as challenger,
    champions.renewal_id,
    champions.due_month_end,
    champions.actual_amount,
    {% for side in ['champion', 'challenger'] %}
    round(
        power(cast({{ side }}s.probability as double) - case champions.outcome when 'renewed' then 1 else 0 end, 2), 12
    ) as {{ side }}_square,
    {% endfor %}
    champions.signed_error as champion_error,
    challengers.signed_error as challenger_error
from champions
inner join challengers
    on
        champions.horizon_days = challengers.horizon_days
        and champions.renewal_id = challengers.renewal_id
        and champions.method <> challengers.method
