-- By whatever date renewals are counted, over all periods the same is due, renewed, lost and open.
select
    rates.segment,
    bases.window_months
from {{ ref('renewal_rates') }} as rates
inner join {{ ref('renewal_rate_bases') }} as bases
    on rates.basis = bases.basis
group by rates.segment, bases.window_months
having
    sum(case bases.counted_by when 'due_date' then rates.due_mrr else -rates.due_mrr end) <> 0
    or sum(case bases.counted_by when 'due_date' then rates.renewed_mrr else -rates.renewed_mrr end) <> 0
    or sum(case bases.counted_by when 'due_date' then rates.lost_at_renewal_mrr else -rates.lost_at_renewal_mrr end) <> 0
    or sum(case bases.counted_by when 'due_date' then rates.renewals_renewed else -rates.renewals_renewed end) <> 0
