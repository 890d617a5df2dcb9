select
    by_days.account_id,
    by_days.life,
    'days' as strategy,
    by_days.valid_from,
    by_days.valid_to,
    by_days.stage,
    'days' as reason,
    cast(null as varchar) as criteria_met,
    cast(null as varchar) as criteria_unmet
from {{ ref('lifecycle_day_progress') }} as by_days
