"""The SQL texts of what a rate is held against: our targets, and the benchmarks of the sources."""

import datetime as dt

from cs_dash.publication import Publication


def targets(publication: Publication, metric_id: str, window: int, month: dt.date) -> list[dict]:
    """Targets in force in `month`, one per segment that has one."""
    return publication.rows(
        """
        select segment, target_value, source
        from metric_targets
        where
            metric_id = $metric and window_months = $window
            and effective_from <= $month and (effective_to is null or effective_to > $month)
        order by segment
        """,
        {"metric": metric_id, "window": window, "month": month},
    )


def benchmark_sets(publication: Publication) -> list[str]:
    """Names of the sets of benchmarks, as sources disagree."""
    return [
        row["benchmark_set"]
        for row in publication.rows("select distinct benchmark_set from metric_benchmarks order by benchmark_set")
    ]


def benchmarks(
    publication: Publication, benchmark_set: str, metric_id: str, segment: str, window: int, month: dt.date
) -> list[dict]:
    """The bands of one set for a metric, those of the segment if it has any, lowest first; an open end is None."""
    return publication.rows(
        """
        with listed as (
            select band, lower_bound, upper_bound, source, segment, max(segment = $segment) over () as has_own
            from metric_benchmarks
            where
                benchmark_set = $set and metric_id = $metric and window_months = $window
                and segment in ($segment, 'all')
                and effective_from <= $month and (effective_to is null or effective_to > $month)
        )
        select band, lower_bound, upper_bound, source
        from listed
        where segment = $segment or not has_own
        order by lower_bound nulls first
        """,
        {"set": benchmark_set, "metric": metric_id, "segment": segment, "window": window, "month": month},
    )
