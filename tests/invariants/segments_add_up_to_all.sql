-- Numerators and denominators of the segments add up to the line 'all', to the cent per segment.
select
    retention.month_end,
    retention.window_months,
    retention.definition_id,
    sum(case when retention.segment = 'all' then retention.denominator else -retention.denominator end) as denominator_gap
from {{ ref('retention') }} as retention
group by retention.month_end, retention.window_months, retention.definition_id
having
    abs(sum(case when retention.segment = 'all' then retention.denominator else -retention.denominator end))
    > 0.005 * count(*)
