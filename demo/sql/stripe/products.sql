select
    product_id as id,
    'product' as object,
    true as active,
    1622538000 as created,
    true as livemode,
    '{}'::json as metadata,
    product_name as name,
    unit_label,
    1622538000 as updated,
from products
order by product
