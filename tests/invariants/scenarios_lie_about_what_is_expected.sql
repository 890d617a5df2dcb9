-- From cautious to hopeful, with what is expected between commit and best, and nothing above what is due.
select
    totals.forecast_date,
    totals.basis,
    totals.period_end,
    totals.segment,
    totals.method
from {{ ref('renewal_forecast_totals') }} as totals
where
    totals.worst_amount > totals.commit_amount
    or totals.commit_amount > totals.expected_amount
    or totals.expected_amount > totals.best_amount
    or totals.best_amount > totals.rated_amount_due
