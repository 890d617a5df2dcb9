-- Item by item between two month ends: a change of quantity alone is seat, of price at the same quantity is price, of what
-- was bought is product. An account-month whose items changed for several reasons has none.
with item_months as (
    select
        periods.account_id,
        periods.subscription_item_id,
        months.month_end,
        lag(months.month_end) over item_history as last_month_end,
        periods.product_id,
        lag(periods.product_id) over item_history as last_product_id,
        periods.quantity,
        lag(periods.quantity) over item_history as last_quantity,
        periods.mrr,
        lag(periods.mrr) over item_history as last_mrr,
        lead(months.month_end) over item_history as next_month_end
    from {{ ref('subscription_periods') }} as periods
    inner join {{ ref('reporting_months') }} as months
        on
            periods.valid_from <= months.state_date
            and (periods.valid_to is null or periods.valid_to > months.state_date)
    window item_history as (
        partition by periods.subscription_item_id
        order by months.month_end
    )
),

changes as (
    select
        item_months.account_id,
        item_months.month_end,
        case
            when
                item_months.last_month_end is null
                or item_months.last_month_end < {{ month_end(dbt.dateadd('month', -1, 'item_months.month_end')) }}
                or coalesce(item_months.product_id, '') <> coalesce(item_months.last_product_id, '')
                then 'product'
            when item_months.quantity = item_months.last_quantity then 'price'
            when
                {{ divide('item_months.mrr', 'item_months.quantity', 4) }}
                = {{ divide('item_months.last_mrr', 'item_months.last_quantity', 4) }}
                then 'seat'
            else 'several'
        end as cause
    from item_months
    where
        item_months.last_mrr is null or item_months.mrr <> item_months.last_mrr
        or item_months.last_month_end < {{ month_end(dbt.dateadd('month', -1, 'item_months.month_end')) }}
    union all
    select
        item_months.account_id,
        {{ month_end(dbt.dateadd('month', 1, 'item_months.month_end')) }} as month_end,
        'product' as cause
    from item_months
    where
        item_months.mrr > 0
        and (
            item_months.next_month_end is null
            or item_months.next_month_end > {{ month_end(dbt.dateadd('month', 1, 'item_months.month_end')) }}
        )
)

select
    changes.account_id,
    changes.month_end,
    case when min(changes.cause) = max(changes.cause) and min(changes.cause) <> 'several' then min(changes.cause) end as cause
from changes
inner join {{ ref('reporting_months') }} as months
    on changes.month_end = months.month_end
group by changes.account_id, changes.month_end
