-- What one unit of a currency is worth from the day of a quote to the next quote. Days before the first quote take the
-- first, so that no document is without a value.
with daily as (
    select
        quotes.currency,
        quotes.rate_date,
        max(quotes.rate) as rate
    from {{ ref('fx_quotes') }} as quotes
    where quotes.currency <> lower('{{ var("reporting_currency") }}')
    group by quotes.currency, quotes.rate_date
)

select
    daily.currency,
    case
        when row_number() over (partition by daily.currency order by daily.rate_date) = 1 then cast('1900-01-01' as date)
        else daily.rate_date
    end as valid_from,
    lead(daily.rate_date) over (partition by daily.currency order by daily.rate_date) as valid_to,
    daily.rate
from daily
union all
select
    lower('{{ var("reporting_currency") }}') as currency,
    cast('1900-01-01' as date) as valid_from,
    cast(null as date) as valid_to,
    cast(1 as decimal(28, 12)) as rate
