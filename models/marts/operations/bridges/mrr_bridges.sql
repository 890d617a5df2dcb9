{% set steps = ['opening', 'new', 'reactivation', 'expansion', 'contraction', 'churn', 'fx', 'tier_change', 'closing'] %}
with places as (
    select distinct tiers.segment
    from {{ ref('account_tiers') }} as tiers
    union all
    select 'all' as segment
),

steps as (
    {% for step in steps %}
    select '{{ step }}' as step, {{ loop.index0 }} as sort_order
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    windows.month_end,
    windows.window_months,
    places.segment,
    steps.step,
    steps.sort_order,
    cast(coalesce(amounts.amount, 0) as decimal(18, 6)) as amount,
    cast(coalesce(amounts.accounts, 0) as bigint) as accounts,
    windows.first_month_end,
    windows.state_date,
    windows.is_provisional
from {{ ref('bridge_windows') }} as windows
cross join places
cross join steps
left join {{ ref('bridge_amounts') }} as amounts
    on
        windows.month_end = amounts.month_end
        and windows.window_months = amounts.window_months
        and places.segment = amounts.segment
        and steps.step = amounts.step
