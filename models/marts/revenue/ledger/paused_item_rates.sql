-- While collection is paused an item stays a customer's item. It pays nothing or keeps its rate, as policy paused says, from
-- where it was last billed to until its subscription is billed again; a subscription paused today stays so.
{% set items = ['subscription_id', 'subscription_item_id', 'price_id', 'product_id', 'quantity', 'currency'] %}
with billed as (
    select
        rates.subscription_id,
        max(coalesce(rates.valid_to, cast('9999-12-31' as date))) over (
            partition by rates.subscription_id
            order by rates.valid_from, rates.valid_to
            rows between unbounded preceding and current row
        ) as billed_to,
        lead(rates.valid_from) over (partition by rates.subscription_id order by rates.valid_from, rates.valid_to) as billed_from
    from {{ ref('item_rates') }} as rates
    where
        rates.history = 'invoice_lines'
        and rates.quantity <> 0
),

gaps as (
    select distinct
        billed.subscription_id,
        billed.billed_to as valid_from,
        billed.billed_from as valid_to
    from billed
    inner join {{ ref('subscription_pauses') }} as pauses
        on
            billed.subscription_id = pauses.subscription_id
            and billed.billed_from > pauses.valid_from
            and (pauses.valid_to is null or billed.billed_to < pauses.valid_to)
    where billed.billed_to < billed.billed_from
),

paused as (
    select
        {% for column in items %}
        rates.{{ column }},
        {% endfor %}
        rates.mrr_list,
        rates.mrr,
        rates.mrr_net_all,
        rates.history,
        rates.source,
        gaps.valid_from,
        gaps.valid_to
    from {{ ref('item_rates') }} as rates
    inner join gaps
        on
            rates.subscription_id = gaps.subscription_id
            and rates.valid_to = gaps.valid_from
    where
        rates.history = 'invoice_lines'
        and rates.quantity <> 0
    union all
    select
        {% for column in items %}
        rates.{{ column }},
        {% endfor %}
        rates.mrr_list,
        rates.mrr,
        rates.mrr_net_all,
        rates.history,
        rates.source,
        rates.billed_to as valid_from,
        cast(null as date) as valid_to
    from {{ ref('item_rates') }} as rates
    inner join {{ ref('subscription_terms') }} as terms
        on
            rates.subscription_id = terms.subscription_id
            and rates.history = terms.history
    where
        terms.status = 'paused'
        and not terms.counts_as_mrr
        and rates.valid_to is null
        and rates.billed_to is not null
)

select
    {% for column in items %}
    paused.{{ column }},
    {% endfor %}
    paused.valid_from,
    paused.valid_to,
    cast(null as date) as billed_to,
    {% for amount in ['mrr_list', 'mrr', 'mrr_net_all'] %}
    cast(case policies.paused when 'keep' then paused.{{ amount }} else 0 end as decimal(18, 6)) as {{ amount }},
    {% endfor %}
    paused.history,
    paused.source
from paused
cross join {{ ref('policies_in_force') }} as policies
