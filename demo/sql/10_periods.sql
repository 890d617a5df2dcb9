-- Service periods, counted from the anchor; a month without the anchor's day ends on its last day.
create or replace table periods as
select
    s,
    k,
    period_start(anchor_at, billing_interval, k) as period_from,
    period_start(anchor_at, billing_interval, k + 1) as period_to,
from (
    select
        s,
        anchor_at,
        billing_interval,
        billed_until,
        unnest(
            range(
                0,
                datediff('day', anchor_at, billed_until)
                // map {'week': 7, 'month': 28, 'year': 365}[billing_interval]
                + 2
            )
        ) as k,
    from subscriptions
)
where period_start(anchor_at, billing_interval, k) < billed_until;
