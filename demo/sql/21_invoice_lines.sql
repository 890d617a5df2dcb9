-- Lines of the invoiced subscriptions, with their tax.
create or replace macro tax_percent(country) as
    coalesce(map {'Germany': 19, 'France': 20, 'Netherlands': 21, 'United Kingdom': 20, 'Japan': 10}[country], 0);

create or replace table invoice_lines as
select
    line_seeds.*,
    row_number() over in_invoice as ordinal,
    line_seeds.invoice * 100 + row_number() over in_invoice as line,
    customers.c,
    customers.currency,
    tax_percent(customers.country) as tax_percent,
    round_div((line_seeds.amount - line_seeds.discount) * tax_percent(customers.country), 100)::bigint as tax,
from line_seeds
inner join subscriptions on subscriptions.s = line_seeds.s and subscriptions.history <> 'snapshots'
inner join customers on customers.c = subscriptions.c
window
    in_invoice
        as (partition by line_seeds.invoice order by line_seeds.direction, line_seeds.period_from, line_seeds.slot);
