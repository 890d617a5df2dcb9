-- Of an account and a rule no alert opens before the one before it is closed, nor while that one's cool-down lasts.
with followed as (
    select
        alerts.*,
        lead(alerts.opened_on) over (partition by alerts.account_id, alerts.rule_id order by alerts.opened_on) as next_opened_on
    from {{ ref('alerts') }} as alerts
)

select followed.*
from followed
where
    followed.next_opened_on is not null
    and (
        followed.closed_on is null
        or followed.closed_on > followed.next_opened_on
        or followed.suppressed_until > followed.next_opened_on
    )
