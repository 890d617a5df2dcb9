-- Per set, metric, segment, window and version the bands follow one another from nothing below to nothing above.
with ordered as (
    select
        bands.*,
        row_number() over band_order as position,
        lead(bands.lower_bound) over band_order as next_lower_bound,
        lead(bands.band) over band_order as next_band
    from {{ ref('metric_benchmarks') }} as bands
    window band_order as (
        partition by bands.benchmark_set, bands.metric_id, bands.segment, bands.window_months, bands.version
        order by coalesce(bands.lower_bound, -1000000000)
    )
)

select
    ordered.benchmark_set,
    ordered.metric_id,
    ordered.segment,
    ordered.band,
    ordered.lower_bound,
    ordered.upper_bound,
    ordered.next_lower_bound
from ordered
where
    (ordered.position = 1) <> (ordered.lower_bound is null)
    or (ordered.next_band is null) <> (ordered.upper_bound is null)
    or ordered.upper_bound <= ordered.lower_bound
    or ordered.upper_bound <> ordered.next_lower_bound
