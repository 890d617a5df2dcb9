-- Every alert opens on a day paid for and is closed by the day on which the account leaves.
select
    alerts.alert_id,
    alerts.closed_on,
    lives.valid_to
from {{ ref('alerts') }} as alerts
left join {{ ref('account_paying_periods') }} as lives
    on
        alerts.account_id = lives.account_id
        and alerts.opened_on >= lives.valid_from
        and (lives.valid_to is null or alerts.opened_on < lives.valid_to)
where
    lives.account_id is null
    or (lives.valid_to is not null and alerts.closed_on is null)
    or alerts.opened_on > {{ as_of_day() }}
