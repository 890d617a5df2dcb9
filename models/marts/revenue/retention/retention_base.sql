select
    windows.unit_id as account_id,
    windows.month_end,
    cast(windows.window_months as integer) as window_months,
    windows.opening_month_end,
    attributes.segment,
    attributes.segment_today,
    attributes.region,
    attributes.owner_name,
    windows.opening_mrr,
    windows.closing_mrr,
    cast(case when windows.opening_mrr > 0 then windows.closing_mrr_at_opening_rate else 0 end as decimal(18, 6)) as retained_mrr,
    cast(case when windows.opening_mrr > 0 then windows.closing_mrr else 0 end as decimal(18, 6)) as retained_mrr_as_reported,
    cast(
        case when windows.opening_mrr > 0 then least(windows.closing_mrr_at_opening_rate, windows.opening_mrr) else 0 end as decimal(18, 6)
    ) as retained_mrr_capped,
    {% for movement in ['new', 'reactivation', 'expansion', 'contraction', 'churn'] %}
    windows.{{ movement }}_mrr,
    {% endfor %}
    cast(windows.closing_mrr - windows.closing_mrr_at_opening_rate as decimal(18, 6)) as fx_mrr,
    windows.opening_mrr > 0 as is_in_cohort,
    windows.opening_mrr > 0 and windows.closing_mrr > 0 as is_retained_logo,
    windows.opening_mrr > 0 and windows.was_at_zero as was_lost_in_window,
    windows.is_provisional
from {{ ref('cohort_windows') }} as windows
inner join {{ ref('cohort_attributes') }} as attributes
    on
        windows.unit_id = attributes.account_id
        and windows.month_end = attributes.month_end
        and windows.window_months = attributes.window_months
where
    windows.unit_level = 'account'
    and (
        windows.opening_mrr > 0
        or windows.closing_mrr > 0
        or windows.expansion_mrr <> 0
        or windows.contraction_mrr <> 0
        or windows.churn_mrr <> 0
    )
