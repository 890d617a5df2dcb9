-- Of an account and a rule no alert opens before the one before it is closed, nor while that one's cool-down lasts.
with followed as (
    select
        alerts.alert_id,
        alerts.closed_on,
        alerts.suppressed_until,
        lead(alerts.opened_on) over (partition by alerts.account_id, alerts.rule_id order by alerts.opened_on) as next_opened_on
    from {{ ref('alerts') }} as alerts
)

select
    followed.alert_id,
    followed.closed_on,
    followed.suppressed_until,
    followed.next_opened_on
from followed
where
    followed.next_opened_on is not null
    and (
        followed.closed_on is null
        or followed.closed_on > followed.next_opened_on
        or followed.suppressed_until > followed.next_opened_on
    )
