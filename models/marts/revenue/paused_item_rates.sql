-- While collection is paused an item stays a customer's item and pays nothing, from where it was last billed to.
select
    rates.subscription_id,
    rates.subscription_item_id,
    rates.price_id,
    rates.product_id,
    rates.quantity,
    rates.currency,
    rates.billed_to as valid_from,
    cast(null as date) as valid_to,
    cast(null as date) as billed_to,
    cast(0 as decimal(18, 6)) as mrr_list,
    cast(0 as decimal(18, 6)) as mrr,
    cast(0 as decimal(18, 6)) as mrr_net_all,
    rates.history,
    rates.source
from {{ ref('item_rates') }} as rates
inner join {{ ref('subscription_terms') }} as terms
    on
        rates.subscription_id = terms.subscription_id
        and rates.history = terms.history
where
    terms.status = 'paused'
    and rates.valid_to is null
    and rates.billed_to is not null
