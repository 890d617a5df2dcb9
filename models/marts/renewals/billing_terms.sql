-- A period that is billed once more from within was cut short, so its end is nobody's renewal.
select
    'subscription:' || periods.subscription_id || '@' || cast(periods.due_date as varchar) as term_id,
    periods.subscription_id,
    periods.account_id,
    periods.started_on,
    periods.due_date,
    periods.signed_on
from {{ ref('billed_periods') }} as periods
where periods.next_started_on is null or periods.next_started_on > periods.due_date
