{% set columns = [
    'subscription_id', 'subscription_item_id', 'price_id', 'product_id', 'quantity', 'currency', 'valid_from', 'valid_to', 'billed_to',
    'mrr_list', 'mrr', 'mrr_net_all', 'history', 'source',
] %}
with rates as (
    {% for model in ['ramped_item_rates', 'paused_item_rates', 'usage_item_rates', 'trial_item_rates'] %}
    select
        {{ columns | join(', ') }},
        {{ (model == 'trial_item_rates') | lower }} as is_trial
    from {{ ref(model) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

bounded as (
    select
        terms.account_id,
        terms.customer_id,
        terms.status as subscription_status,
        rates.subscription_id,
        rates.subscription_item_id,
        rates.price_id,
        rates.product_id,
        rates.quantity,
        coalesce(rates.currency, terms.currency) as currency,
        -- Nothing is paid during a trial; where trials count, they have rates of their own.
        case
            when
                not rates.is_trial
                and rates.valid_from >= terms.trial_start_on
                and rates.valid_from < terms.trial_end_on
                then terms.trial_end_on
            else rates.valid_from
        end as valid_from,
        -- Service ends on ended_on; a paused or never exported subscription is in force only as far as it was billed.
        least(
            coalesce(terms.ended_on, rates.valid_to),
            coalesce(
                rates.valid_to,
                case when not terms.counts_as_mrr or not terms.is_exported then rates.billed_to end,
                terms.ended_on
            )
        ) as valid_to,
        rates.source,
        cast(greatest(rates.mrr_list, 0) as decimal(18, 6)) as mrr_list,
        cast(greatest(rates.mrr, 0) as decimal(18, 6)) as mrr,
        cast(greatest(rates.mrr_net_all, 0) as decimal(18, 6)) as mrr_net_all
    from rates
    inner join {{ ref('subscription_terms') }} as terms
        on
            rates.subscription_id = terms.subscription_id
            and rates.history = terms.history
    where terms.past_counts
),

compared as (
    select
        bounded.*,
        case
            when
                bounded.valid_from = lag(bounded.valid_to) over item_history
                and bounded.mrr_list = lag(bounded.mrr_list) over item_history
                and bounded.mrr = lag(bounded.mrr) over item_history
                and bounded.mrr_net_all = lag(bounded.mrr_net_all) over item_history
                and bounded.quantity = lag(bounded.quantity) over item_history
                and coalesce(bounded.price_id, '') = coalesce(lag(bounded.price_id) over item_history, '')
                and bounded.source = lag(bounded.source) over item_history
                then 0
            else 1
        end as starts_period
    from bounded
    where bounded.valid_to is null or bounded.valid_to > bounded.valid_from
    window item_history as (
        partition by bounded.subscription_item_id
        order by bounded.valid_from
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
        numbered.account_id,
        numbered.customer_id,
        numbered.subscription_id,
        numbered.subscription_item_id,
        numbered.price_id,
        numbered.product_id,
        numbered.quantity,
        numbered.currency,
        numbered.subscription_status,
        numbered.source,
        numbered.mrr_list,
        numbered.mrr,
        numbered.mrr_net_all,
        min(numbered.valid_from) as valid_from,
        case when count(*) = count(numbered.valid_to) then max(numbered.valid_to) end as valid_to
    from numbered
    group by
        numbered.account_id, numbered.customer_id, numbered.subscription_id, numbered.subscription_item_id, numbered.price_id,
        numbered.product_id, numbered.quantity, numbered.currency, numbered.subscription_status, numbered.source,
        numbered.mrr_list, numbered.mrr, numbered.mrr_net_all, numbered.period_number
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
    case when merged.valid_to is null then merged.subscription_status else 'active' end as status,
    merged.source
from merged
left join {{ ref('stg_stripe__prices') }} as prices
    on merged.price_id = prices.price_id
left join {{ ref('stg_stripe__products') }} as products
    on merged.product_id = products.product_id
