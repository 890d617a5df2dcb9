select
    strftime(event_at, '%Y-%m-%d %H:%M:%S.%g') as event_timestamp,
    event_type,
    mrr_after - mrr_before as mrr_change,
    quantity_after - quantity_before as quantity_change,
    subscription_id,
    item_id as subscription_item_id,
    customer_id,
    product_id,
    price_id,
    currency,
from ledger_events
where year(event_at) = getvariable('year')
order by event_at, item, mrr_before
