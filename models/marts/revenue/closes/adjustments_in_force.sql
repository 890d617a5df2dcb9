select
    adjustments.adjustment_id,
    adjustments.account_id,
    adjustments.month_end,
    adjustments.amount,
    lower(adjustments.currency) as currency,
    adjustments.reason,
    adjustments.author,
    adjustments.approved_by,
    adjustments.entered_on
from {{ ref('mrr_adjustments') }} as adjustments
where
    trim(adjustments.approved_by) <> ''
    and adjustments.entered_on <= {{ as_of_day() }}
    and adjustments.month_end <= (select max(months.month_end) from {{ ref('reporting_months') }} as months)
