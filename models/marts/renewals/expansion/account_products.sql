-- What accounts pay for each product today, in reporting currency, with the line that the product stands in: products of one
-- line take each other's place.
select
    held.account_id,
    held.product,
    account_mrr.segment_at_close as segment,
    coalesce(lines.line, held.product) as line,
    lines.line_rank,
    cast(sum({{ converted('held.closing_local_mrr', 'rates.rate') }}) as decimal(18, 6)) as mrr
from {{ ref('account_product_mrr') }} as held
inner join {{ ref('reporting_rates') }} as rates
    on
        held.month_end = rates.month_end
        and held.currency = rates.currency
inner join {{ ref('account_mrr') }} as account_mrr
    on
        held.account_id = account_mrr.account_id
        and held.month_end = account_mrr.month_end
left join {{ ref('product_lines') }} as lines
    on
        lower(trim(held.product)) = lines.product
        and {{ in_force('lines', 'held.month_end') }}
where
    held.month_end = (select max(months.month_end) from {{ ref('reporting_months') }} as months)
    and held.closing_local_mrr > 0
group by held.account_id, held.product, account_mrr.segment_at_close, lines.line, lines.line_rank
