select
    products.term_id,
    products.reading,
    cast(case when count(*) = count(products.mrr) then sum(products.mrr) end as decimal(18, 6)) as mrr
from {{ ref('renewal_products') }} as products
where products.reading <> 'before'
group by products.term_id, products.reading
