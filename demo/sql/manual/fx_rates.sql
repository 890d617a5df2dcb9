select rate_date, upper(currency) as from_currency, 'USD' as to_currency,
    (rate_e8 // 100000000) || '.' || lpad((rate_e8 % 100000000)::varchar, 8, '0') as rate
from fx_rates
order by rate_date, currency
