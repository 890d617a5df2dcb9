select
    'stripe' as source_system,
    customer_id as source_key,
    truth_account_id as account_id,
    created_at::date as valid_from,
    null::date as valid_to,
    'finance@meridian-works.example' as decided_by, 'Bills through its finance office' as note
from customers
where method = 'manual_map'
order by customers.c
