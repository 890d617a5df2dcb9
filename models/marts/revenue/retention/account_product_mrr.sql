-- Dense by month from the first paid month on, as account_currency_mrr is; what an account pays for one product.
with active as (
    select
        periods.account_id,
        periods.product_id,
        periods.currency,
        months.month_end,
        sum({{ counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all') }}) as mrr
    from {{ ref('subscription_periods') }} as periods
    inner join {{ ref('reporting_months') }} as months
        on
            periods.valid_from <= months.state_date
            and (periods.valid_to is null or periods.valid_to > months.state_date)
    cross join {{ ref('policies_in_force') }} as policies
    group by periods.account_id, periods.product_id, periods.currency, months.month_end
),

named as (
    select
        active.account_id,
        coalesce(products.product_name, active.product_id, 'unknown') as product,
        active.currency,
        active.month_end,
        sum(active.mrr) as mrr
    from active
    left join {{ ref('stg_stripe__products') }} as products
        on active.product_id = products.product_id
    group by active.account_id, coalesce(products.product_name, active.product_id, 'unknown'), active.currency, active.month_end
),

spans as (
    select
        named.account_id,
        named.product,
        named.currency,
        min(named.month_end) as first_month_end
    from named
    where named.mrr > 0
    group by named.account_id, named.product, named.currency
)

select
    spans.account_id,
    spans.product,
    spans.currency,
    months.month_end,
    cast(coalesce(named.mrr, 0) as decimal(18, 6)) as closing_local_mrr
from spans
inner join {{ ref('reporting_months') }} as months
    on spans.first_month_end <= months.month_end
left join named
    on
        spans.account_id = named.account_id
        and spans.product = named.product
        and spans.currency = named.currency
        and months.month_end = named.month_end
