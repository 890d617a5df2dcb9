with placed as (
    select
        warnings.*,
        count(warnings.lead_days) over scorers as warned,
        row_number() over (
            partition by
                warnings.scorer_kind, warnings.scorer, warnings.horizon_days, warnings.threshold_kind, warnings.threshold
            order by warnings.lead_days nulls last
        ) as place
    from {{ ref('trial_warnings') }} as warnings
    window scorers as (
        partition by warnings.scorer_kind, warnings.scorer, warnings.horizon_days, warnings.threshold_kind, warnings.threshold
    )
)

-- A quantile is the first value that at least so many of all reach: no value that did not occur.
select
    placed.scorer_kind,
    placed.scorer,
    placed.horizon_days,
    placed.threshold_kind,
    placed.threshold,
    cast(count(*) as integer) as churns,
    cast(max(placed.warned) as integer) as warned,
    cast(count(case when placed.was_flagged and placed.lead_days is null then 1 end) as integer) as taken_down,
    cast(count(case when placed.is_scored and not placed.was_flagged then 1 end) as integer) as never_flagged,
    cast(count(case when not placed.is_scored then 1 end) as integer) as unscored,
    {% for percent in [10, 25, 50, 75, 90] %}
    min(case when placed.place >= {{ percent / 100 }} * placed.warned then placed.lead_days end) as lead_days_p{{ percent }},
    {% endfor %}
    max(rules.lookback_days) as lookback_days
from placed
inner join {{ ref('trial_rules') }} as rules
    on {{ in_force('rules', as_of_day()) }}
group by placed.scorer_kind, placed.scorer, placed.horizon_days, placed.threshold_kind, placed.threshold
