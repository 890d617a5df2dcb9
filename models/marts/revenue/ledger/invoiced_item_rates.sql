-- An item's rate over time is the running sum of its lines.
with sides as (
    select 1 as side
    union all
    select -1 as side
),

edges as (
    select
        bounded.subscription_id,
        bounded.subscription_item_id,
        bounded.currency,
        case when sides.side = 1 then bounded.valid_from else bounded.bounded_to end as edge,
        case when sides.side = 1 and bounded.mrr_list >= 0 then bounded.price_id end as price_id,
        case when sides.side = 1 and bounded.mrr_list >= 0 then bounded.product_id end as product_id,
        sides.side * case when bounded.mrr_list < 0 then -bounded.quantity else bounded.quantity end as quantity,
        sides.side * bounded.mrr_list as mrr_list,
        sides.side * bounded.mrr as mrr,
        sides.side * bounded.mrr_net_all as mrr_net_all
    from {{ ref('bounded_invoice_rates') }} as bounded
    cross join sides
),

daily as (
    select
        edges.subscription_id,
        edges.subscription_item_id,
        edges.edge,
        max(edges.currency) as currency,
        max(edges.price_id) as price_id,
        max(edges.product_id) as product_id,
        sum(edges.quantity) as quantity,
        sum(edges.mrr_list) as mrr_list,
        sum(edges.mrr) as mrr,
        sum(edges.mrr_net_all) as mrr_net_all
    from edges
    group by edges.subscription_id, edges.subscription_item_id, edges.edge
),

running as (
    select
        daily.subscription_id,
        daily.subscription_item_id,
        daily.currency,
        daily.edge as valid_from,
        daily.price_id,
        daily.product_id,
        lead(daily.edge) over (partition by daily.subscription_item_id order by daily.edge) as valid_to,
        count(daily.price_id) over (partition by daily.subscription_item_id order by daily.edge) as price_run,
        count(daily.product_id) over (partition by daily.subscription_item_id order by daily.edge) as product_run,
        sum(daily.quantity) over (partition by daily.subscription_item_id order by daily.edge) as quantity,
        sum(daily.mrr_list) over (partition by daily.subscription_item_id order by daily.edge) as mrr_list,
        sum(daily.mrr) over (partition by daily.subscription_item_id order by daily.edge) as mrr,
        sum(daily.mrr_net_all) over (partition by daily.subscription_item_id order by daily.edge) as mrr_net_all
    from daily
)

select
    running.subscription_id,
    running.subscription_item_id,
    max(running.price_id) over (partition by running.subscription_item_id, running.price_run) as price_id,
    max(running.product_id) over (partition by running.subscription_item_id, running.product_run) as product_id,
    running.quantity,
    running.currency,
    running.valid_from,
    running.valid_to,
    running.mrr_list,
    running.mrr,
    running.mrr_net_all
from running
where running.valid_to is not null
