{% set columns = [
    'subscription_id', 'subscription_item_id', 'price_id', 'product_id', 'quantity', 'currency', 'valid_from', 'valid_to', 'billed_to',
    'mrr_list', 'mrr', 'mrr_net_all', 'history', 'source',
] %}
with rates as (
    {% for model in ['ramped_item_rates', 'paused_item_rates', 'usage_item_rates', 'trial_item_rates'] %}
    select
        {{ columns | join(', ') }},
        {{ (model == 'trial_item_rates') | lower }} as is_trial,
        {{ (model == 'paused_item_rates') | lower }} as is_paused
    from {{ ref(model) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

bounded as (
    select
        terms.account_id,
        terms.crm_account_id,
        terms.customer_id,
        terms.status as subscription_status,
        terms.cancellation_requested_on,
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
        rates.is_paused,
        rates.source,
        cast(greatest(rates.mrr_list, 0) as decimal(18, 6)) as mrr_list,
        cast(greatest(rates.mrr, 0) as decimal(18, 6)) as mrr,
        cast(greatest(rates.mrr_net_all, 0) as decimal(18, 6)) as mrr_net_all
    from rates
    inner join {{ ref('subscription_terms') }} as terms
        on
            rates.subscription_id = terms.subscription_id
            and rates.history = terms.history
    -- Lines that stop and go on leave an item without quantity between them: where that is a pause, the pause tells it.
    left join {{ ref('paused_item_rates') }} as pauses
        on
            rates.subscription_item_id = pauses.subscription_item_id
            and rates.valid_from = pauses.valid_from
            and rates.quantity = 0
            and not rates.is_paused
    where
        terms.past_counts
        and pauses.subscription_item_id is null
)

select bounded.*
from bounded
where bounded.valid_to is null or bounded.valid_to > bounded.valid_from
