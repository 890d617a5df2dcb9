select
    id as order_id,
    customer_id,
    amount,
    ordered_at,
from {{ source('shop', 'orders') }}
where ordered_at <= (select clock.as_of from {{ source('landing', 'as_of') }} as clock)
