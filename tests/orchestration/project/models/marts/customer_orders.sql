select
    customers.customer_id,
    max(customers.customer_name) as customer_name,
    count(orders.order_id) as orders,
    coalesce(sum(orders.amount), 0)::bigint as amount,
from {{ ref('stg_shop__customers') }} as customers
left join {{ ref('stg_shop__orders') }} as orders on customers.customer_id = orders.customer_id
group by customers.customer_id
