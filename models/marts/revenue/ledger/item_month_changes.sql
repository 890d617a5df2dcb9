-- Both ends of a month side by side, item by item, told as the account's movement is: at one rate, or each end at its own
-- where FX is no movement of its own. An item is there while it has a list price: one that a discount makes free is there, a
-- paused one is not.
{% set keys = ['account_id', 'subscription_id', 'subscription_item_id', 'currency'] %}
{% set values = ['plan', 'price_id', 'product_id', 'quantity', 'mrr_list', 'mrr'] %}
with states as (
    select
        {% for column in keys + values if column != 'mrr' %}
        periods.{{ column }},
        {% endfor %}
        {{ counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all') }} as mrr,
        months.month_end
    from {{ ref('subscription_periods') }} as periods
    inner join {{ ref('reporting_months') }} as months
        on
            periods.valid_from <= months.state_date
            and (periods.valid_to is null or periods.valid_to > months.state_date)
    inner join {{ ref('policies_in_force') }} as policies
        on policies.basis = 'contract'
    where periods.mrr_list > 0
),

sides as (
    select
        {% for column in keys + values %}
        states.{{ column }},
        {% endfor %}
        states.month_end as side_month_end,
        'closing' as side
    from states
    union all
    -- An account opens with what those had that it stands for by the month's own tree.
    select
        coalesce(tree.account_id, states.account_id) as account_id,
        {% for column in keys[1:] + values %}
        states.{{ column }},
        {% endfor %}
        months.month_end as side_month_end,
        'opening' as side
    from states
    inner join {{ ref('reporting_months') }} as months
        on months.month_end = {{ month_end(dbt.dateadd('month', 1, 'states.month_end')) }}
    left join {{ ref('crm_account_periods') }} as tree
        on
            states.account_id = tree.crm_account_id
            and months.state_date >= tree.valid_from
            and (tree.valid_to is null or months.state_date < tree.valid_to)
),

paired as (
    select
        {% for column in keys %}
        sides.{{ column }},
        {% endfor %}
        {% for side in ['opening', 'closing'] %}
        {% for column in values %}
        max(case when sides.side = '{{ side }}' then sides.{{ column }} end) as {{ side }}_{{ column }},
        {% endfor %}
        {% endfor %}
        sides.side_month_end as month_end
    from sides
    group by
        {% for column in keys %}
        sides.{{ column }},
        {% endfor %}
        sides.side_month_end
)

select
    paired.account_id,
    paired.month_end,
    paired.subscription_id,
    paired.subscription_item_id,
    rates.movement,
    paired.opening_mrr_list is not null as is_at_opening,
    paired.closing_mrr_list is not null as is_at_close,
    {% for side in ['opening', 'closing'] %}
    {% for column in values if not column.startswith('mrr') %}
    paired.{{ side }}_{{ column }},
    {% endfor %}
    coalesce({{ converted('paired.' ~ side ~ '_mrr_list', 'rates.' ~ side ~ '_rate') }}, 0) as {{ side }}_mrr_list,
    coalesce({{ converted('paired.' ~ side ~ '_mrr', 'rates.' ~ side ~ '_rate') }}, 0) as {{ side }}_mrr{% if not loop.last %},{% endif %}

    {% endfor %}
from paired
inner join {{ ref('movement_rates') }} as rates
    on
        paired.account_id = rates.account_id
        and paired.currency = rates.currency
        and paired.month_end = rates.month_end
where
    paired.opening_mrr <> paired.closing_mrr
    or rates.opening_rate <> rates.closing_rate
    or paired.opening_mrr_list is null
    or paired.closing_mrr_list is null
