-- From zero upwards without a gap or an overlap, for every tenure and on every day on which a band begins to hold.
with days as (
    select distinct
        bands.metric,
        bands.effective_from as held_on
    from {{ ref('health_metric_bands') }} as bands
),

tenures as (
    select distinct
        bands.metric,
        coalesce(bands.tenure_from_days, 0) as tenure_days
    from {{ ref('health_metric_bands') }} as bands
),

held as (
    select
        days.held_on,
        tenures.tenure_days,
        bands.metric,
        bands.lower,
        bands.upper,
        lag(bands.upper) over rising as lower_neighbour,
        lead(bands.lower) over rising as upper_neighbour
    from days
    inner join tenures
        on days.metric = tenures.metric
    inner join {{ ref('health_metric_bands') }} as bands
        on
            days.metric = bands.metric
            and tenures.tenure_days >= coalesce(bands.tenure_from_days, 0)
            and (bands.tenure_to_days is null or tenures.tenure_days < bands.tenure_to_days)
            and {{ in_force('bands', 'days.held_on') }}
    window rising as (partition by days.metric, tenures.tenure_days, days.held_on order by bands.lower, bands.upper nulls last)
)

select
    held.metric,
    held.held_on,
    held.lower,
    held.upper
from held
where
    coalesce(held.lower_neighbour, 0) <> held.lower
    or (held.upper_neighbour is null and held.upper is not null)
union all
select
    metrics.metric,
    metrics.effective_from as held_on,
    null as lower,
    null as upper
from {{ ref('health_metrics') }} as metrics
left join tenures
    on metrics.metric = tenures.metric and tenures.tenure_days = 0
where tenures.metric is null
