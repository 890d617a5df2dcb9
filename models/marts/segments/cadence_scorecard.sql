select
    cadences.month_end,
    cadences.segment,
    cadences.cadence,
    count(*) as accounts,
    cast(sum(case when cadences.is_met then 1 else 0 end) as bigint) as accounts_met,
    {{ divide('sum(case when cadences.is_met then 1 else 0 end)', 'count(*)') }} as cadence_rate,
    bool_or(cadences.is_provisional) as is_provisional
from {{ ref('touch_cadence') }} as cadences
group by cadences.month_end, cadences.segment, cadences.cadence
