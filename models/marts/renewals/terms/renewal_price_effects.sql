-- What goes on at another price a unit than before, times the units that go on. A product that is new has no old price.
select
    renewed.term_id,
    cast(sum(
        renewed.mrr - {{ divide('cast(before.mrr as double) * renewed.quantity', 'before.quantity') }}
    ) as decimal(18, 6)) as price_effect_mrr
from {{ ref('renewal_products') }} as renewed
inner join {{ ref('renewal_products') }} as before
    on
        renewed.term_id = before.term_id
        and renewed.product = before.product
        and before.reading = 'before'
where renewed.reading = 'renewed' and before.quantity > 0 and before.mrr > 0
group by renewed.term_id
