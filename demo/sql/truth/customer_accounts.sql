select
    customer_id,
    truth_account_id as account_id,
    method,
from customers
order by customer_id
