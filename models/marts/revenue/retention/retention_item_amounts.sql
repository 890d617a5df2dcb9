-- Only what is there: an item that an account has none of has no row. Counts of customers stand as flags in retention_base.
{% set counted = ['opening_logos', 'kept_logos', 'final_loss_logos'] %}
with long as (
    {% for item in retention_items() if item not in counted %}
    select
        items.unit_id as account_id,
        items.month_end,
        items.window_months,
        '{{ item }}' as item,
        items.{{ item }} as amount,
        items.is_provisional
    from {{ ref('cohort_items') }} as items
    where
        items.unit_level = 'account'
        and items.{{ item }} <> 0
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    long.account_id,
    long.month_end,
    long.window_months,
    attributes.segment,
    long.item,
    long.amount,
    long.is_provisional
from long
inner join {{ ref('cohort_attributes') }} as attributes
    on
        long.account_id = attributes.account_id
        and long.month_end = attributes.month_end
        and long.window_months = attributes.window_months
