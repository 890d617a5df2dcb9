-- The price list: products, and a price per product, currency and interval; Team and Business became dearer once.
create or replace table currencies as
select *
from (
    values
    ('usd', 2, 1.0, 1), ('eur', 2, 0.92, 1), ('gbp', 2, 0.80, 1), ('jpy', 0, 145.0, 100), ('kwd', 3, 0.31, 1)
) as t(currency, digits, per_dollar, whole);

create or replace table products as
select
    *,
    stripe_id('prod_', product) as product_id,
from (
    values
    (1, 'Team', 29, 'seat'), (2, 'Business', 59, 'seat'), (3, 'Enterprise', 99, 'seat'),
        (4, 'Insights add-on', 12, 'seat'),
    (5, 'Business Plus', 64, 'seat'), (6, 'Starter', 9, 'seat'), (7, 'Automation runs', 8, 'unit')
) as t(product, product_name, monthly_dollars, unit_label);

set variable dearer_from = (date_trunc('month', getvariable('as_of')) - to_months(15))::date;

create or replace table prices as
with cells as (
    select
        products.product,
        products.product_id,
        products.product_name,
        currencies.currency,
        currencies.digits,
        intervals.billing_interval,
        versions.version,
        greatest(
            currencies.whole,
            round(products.monthly_dollars * (case when versions.version = 2 then 1.08 else 1.0 end)
                * currencies.per_dollar / currencies.whole)
            * currencies.whole
        )::bigint * (case when intervals.billing_interval = 'year' then 10 else 1 end) as major,
    from products
    cross join currencies
    cross join (values ('month'), ('year'), ('week')) as intervals(billing_interval)
    cross join (values (1), (2)) as versions(version)
    where (versions.version = 1 or products.product in (1, 2))
        -- By the week there is only Starter, in tiers only the runs, both in dollars.
        and (intervals.billing_interval = 'week') = (products.product = 6)
        and (products.product not in (6, 7) or (currencies.currency = 'usd' and intervals.billing_interval <> 'year'))
)

select
    row_number() over (order by product, currency, billing_interval, version) as price,
    *,
    product = 7 as is_tiered,
    major * pow(10, digits)::bigint as unit_minor,
    stripe_id('price_1', row_number() over (order by product, currency, billing_interval, version)) as price_id,
    case when version = 2 then getvariable('dearer_from')::timestamp else '2021-06-01 09:00:00'::timestamp end
        as created_at,
from cells;

-- One tier holds for the whole quantity (volume pricing), so the price itself has no unit amount.
create or replace macro tiered_unit(quantity) as
    case when quantity <= 50 then 800 when quantity <= 200 then 700 else 600 end;
