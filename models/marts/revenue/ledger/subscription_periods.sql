{% set columns = [
    'account_id', 'customer_id', 'subscription_id', 'subscription_item_id', 'price_id', 'product_id', 'quantity', 'currency',
    'subscription_status', 'cancellation_requested_on', 'source', 'suspension', 'mrr_list', 'mrr', 'mrr_net_all',
] %}
with periods as (
    select
        {% for column in columns %}
        periods.{{ column }},
        {% endfor %}
        -- A rate of nothing, as a ledger writes at the end of service, waits while the rate before it stands.
        greatest(periods.valid_from, standing.valid_to) as valid_from,
        periods.valid_to
    from {{ ref('item_periods') }} as periods
    left join {{ ref('standing_item_rates') }} as standing
        on
            periods.subscription_item_id = standing.subscription_item_id
            and periods.valid_from >= standing.valid_from
            and periods.valid_from < standing.valid_to
    union all
    select
        {% for column in columns %}
        standing.{{ column }},
        {% endfor %}
        standing.valid_from,
        standing.valid_to
    from {{ ref('standing_item_rates') }} as standing
),

compared as (
    select
        periods.*,
        case
            when
                periods.valid_from = lag(periods.valid_to) over item_history
                and periods.account_id = lag(periods.account_id) over item_history
                {% for amount in ['mrr_list', 'mrr', 'mrr_net_all', 'quantity', 'source'] %}
                and periods.{{ amount }} = lag(periods.{{ amount }}) over item_history
                {% endfor %}
                and coalesce(periods.price_id, '') = coalesce(lag(periods.price_id) over item_history, '')
                and coalesce(periods.suspension, '') = coalesce(lag(periods.suspension) over item_history, '')
                then 0
            else 1
        end as starts_period
    from periods
    where periods.valid_to is null or periods.valid_to > periods.valid_from
    window item_history as (
        partition by periods.subscription_item_id
        order by periods.valid_from
    )
),

numbered as (
    select
        compared.*,
        sum(compared.starts_period) over (
            partition by compared.subscription_item_id
            order by compared.valid_from
        ) as period_number
    from compared
),

merged as (
    select
        {% for column in columns %}
        numbered.{{ column }},
        {% endfor %}
        min(numbered.valid_from) as valid_from,
        case when count(*) = count(numbered.valid_to) then max(numbered.valid_to) end as valid_to
    from numbered
    group by
        {% for column in columns %}
        numbered.{{ column }},
        {% endfor %}
        numbered.period_number
)

select
    merged.subscription_item_id || '@' || cast(merged.valid_from as varchar) as subscription_period_id,
    merged.account_id,
    merged.customer_id,
    merged.subscription_id,
    merged.subscription_item_id,
    coalesce(prices.nickname, products.product_name, merged.price_id, merged.product_id) as plan,
    merged.product_id,
    merged.price_id,
    cast(merged.quantity as decimal(18, 6)) as quantity,
    merged.currency,
    merged.valid_from,
    merged.valid_to,
    merged.mrr_list,
    merged.mrr,
    merged.mrr_net_all,
    coalesce(merged.suspension, case when merged.valid_to is null then merged.subscription_status else 'active' end) as status,
    merged.cancellation_requested_on,
    merged.source
from merged
left join {{ ref('stg_stripe__prices') }} as prices
    on merged.price_id = prices.price_id
left join {{ ref('stg_stripe__products') }} as products
    on merged.product_id = products.product_id
