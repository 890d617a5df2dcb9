-- By day, profile and segment the metrics that accounts lack are as many by metric as by account; both ways round.
with by_account as (
    select
        scores.as_of_date,
        scores.profile,
        scores.segment,
        sum(scores.missing_metrics) as missing
    from {{ ref('account_health') }} as scores
    where scores.is_weekly or scores.is_current
    group by scores.as_of_date, scores.profile, scores.segment
),

by_metric as (
    select
        coverage.as_of_date,
        coverage.profile,
        coverage.segment,
        sum(case when coverage.is_null then coverage.accounts else 0 end) as missing
    from {{ ref('health_metric_coverage') }} as coverage
    group by coverage.as_of_date, coverage.profile, coverage.segment
)

select
    coalesce(by_account.as_of_date, by_metric.as_of_date) as as_of_date,
    coalesce(by_account.profile, by_metric.profile) as profile,
    coalesce(by_account.segment, by_metric.segment) as segment,
    by_account.missing as missing_by_account,
    by_metric.missing as missing_by_metric
from by_account
full join by_metric
    on
        by_account.as_of_date = by_metric.as_of_date
        and by_account.profile = by_metric.profile
        and by_account.segment = by_metric.segment
where coalesce(by_account.missing, 0) <> coalesce(by_metric.missing, 0)
