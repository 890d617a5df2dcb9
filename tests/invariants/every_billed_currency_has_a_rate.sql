-- Without a rate MRR cannot be told in the reporting currency: land the missing pair as manual/fx_rates.
select
    currencies.currency,
    min(currencies.month_end) as first_month_without_rate,
    count(*) as account_months
from {{ ref('account_currency_mrr') }} as currencies
where currencies.rate is null
group by currencies.currency
