-- In every set, the renewals of all segments together are those that renewal_rates counts by the month in which they were due.
select
    months.month_end,
    sets.segment_set,
    scorecard.renewals_due,
    scorecard.renewals_renewed,
    rates.renewals_due as due_by_renewal_rates,
    rates.renewals_renewed as renewed_by_renewal_rates
from {{ ref('reporting_months') }} as months
inner join {{ ref('segment_sets') }} as sets
    on {{ in_force('sets', 'months.month_end') }}
left join {{ ref('segment_scorecard') }} as scorecard
    on
        months.month_end = scorecard.month_end
        and sets.segment_set = scorecard.segment_set
        and scorecard.segment = 'all'
left join {{ ref('renewal_rates') }} as rates
    on
        months.month_end = rates.period_end
        and rates.basis = 'due_month'
        and rates.segment = 'all'
where
    coalesce(scorecard.renewals_due, 0) <> coalesce(rates.renewals_due, 0)
    or coalesce(scorecard.renewals_renewed, 0) <> coalesce(rates.renewals_renewed, 0)
