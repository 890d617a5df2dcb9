-- The billing system's own ledger of changes: an item's MRR is what its changes add up to.
with changes as (
    select
        changes.subscription_id,
        changes.subscription_item_id,
        {{ reporting_date('changes.changed_at') }} as changed_on,
        max(changes.price_id) as price_id,
        max(changes.product_id) as product_id,
        max(changes.currency) as currency,
        sum(changes.mrr_change) as mrr_change,
        sum(changes.quantity_change) as quantity_change
    from {{ ref('stg_stripe__subscription_item_changes') }} as changes
    group by changes.subscription_id, changes.subscription_item_id, {{ reporting_date('changes.changed_at') }}
)

select
    changes.subscription_id,
    changes.subscription_item_id,
    changes.price_id,
    changes.product_id,
    cast(sum(changes.quantity_change) over item_history as decimal(18, 6)) as quantity,
    changes.currency,
    changes.changed_on as valid_from,
    lead(changes.changed_on) over (
        partition by changes.subscription_item_id
        order by changes.changed_on
    ) as valid_to,
    cast(sum(changes.mrr_change) over item_history as decimal(18, 6)) as mrr_list,
    cast(sum(changes.mrr_change) over item_history as decimal(18, 6)) as mrr,
    cast(sum(changes.mrr_change) over item_history as decimal(18, 6)) as mrr_net_all
from changes
window item_history as (
    partition by changes.subscription_item_id
    order by changes.changed_on
)
