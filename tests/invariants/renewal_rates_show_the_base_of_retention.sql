-- The retention beside a renewal rate is definition R1 of the same months.
select
    rates.basis,
    rates.period_end,
    rates.segment
from {{ ref('renewal_rates') }} as rates
inner join {{ ref('renewal_rate_bases') }} as bases
    on rates.basis = bases.basis
inner join {{ ref('retention') }} as retention
    on
        rates.period_end = retention.month_end
        and bases.window_months = retention.window_months
        and rates.segment = retention.segment
        and retention.definition_id = 'R1'
where
    rates.base_retained_mrr is distinct from retention.numerator
    or rates.base_opening_mrr is distinct from retention.denominator
