-- What was due is renewed, lost or open, to the cent, and every renewal was signed early, on time or late.
select
    rates.basis,
    rates.period_end,
    rates.segment
from {{ ref('renewal_rates') }} as rates
inner join {{ ref('renewal_rate_bases') }} as bases
    on rates.basis = bases.basis
where
    (bases.counted_by = 'due_date' and rates.due_mrr <> rates.renewed_mrr + rates.lost_at_renewal_mrr + rates.open_mrr)
    or rates.renewals_renewed <> rates.renewals_early + rates.renewals_on_time + rates.renewals_late
    or rates.price_uplift_mrr not between 0 and rates.uplift_mrr
