select
    count(*) as customers,
    sum(orders)::bigint as orders,
    sum(amount)::bigint as amount,
from {{ ref('customer_orders') }}
