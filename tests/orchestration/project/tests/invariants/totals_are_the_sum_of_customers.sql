-- Both models, so that Dagster alone could not tell where the test belongs.
select totals.amount
from {{ ref('shop_totals') }} as totals
where totals.amount != (select sum(customers.amount) from {{ ref('customer_orders') }} as customers)
