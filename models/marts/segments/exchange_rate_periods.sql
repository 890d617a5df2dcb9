-- A rate that did not change goes on, so that a currency without quotes of its own has one period.
with quotes as (
    select
        rates.currency,
        rates.rate,
        months.state_date,
        row_number() over (partition by rates.currency order by months.month_end) as quote_number,
        lag(rates.rate) over (partition by rates.currency order by months.month_end) as rate_before
    from {{ ref('reporting_rates') }} as rates
    inner join {{ ref('reporting_months') }} as months
        on rates.month_end = months.month_end
)

select
    quotes.currency,
    quotes.rate,
    case when quotes.quote_number = 1 then {{ earliest_day() }} else quotes.state_date end as valid_from,
    lead(quotes.state_date) over (partition by quotes.currency order by quotes.state_date) as valid_to
from quotes
where quotes.quote_number = 1 or coalesce(quotes.rate, 0) <> coalesce(quotes.rate_before, 0)
