-- GRR by two dates is never above NRR by two dates, nor above one; logo retention is never above one.
select
    gross.month_end,
    gross.segment,
    gross.window_months
from {{ ref('retention') }} as gross
inner join {{ ref('retention') }} as net
    on
        gross.month_end = net.month_end
        and gross.segment = net.segment
        and gross.window_months = net.window_months
        and net.definition_id = 'N1'
where
    (gross.definition_id = 'R1' and (gross.numerator > net.numerator or gross.numerator > gross.denominator))
    or (gross.definition_id = 'logo' and gross.numerator > gross.denominator)
