-- What one unit of a currency is worth from the day of a quote to the next quote. Days before the first quote take the
-- first, so that no document is without a value.
with quotes as (
    select
        lower(fx_rates.from_currency) as currency,
        fx_rates.rate_date,
        cast(fx_rates.rate as decimal(28, 12)) as rate
    from {{ ref('stg_manual__fx_rates') }} as fx_rates
    where lower(fx_rates.to_currency) = lower('{{ var("reporting_currency") }}')
    union all
    select
        lower(fx_rates.to_currency) as currency,
        fx_rates.rate_date,
        {{ divide('1', 'fx_rates.rate', 12) }} as rate
    from {{ ref('stg_manual__fx_rates') }} as fx_rates
    where lower(fx_rates.from_currency) = lower('{{ var("reporting_currency") }}')
),

daily as (
    select
        quotes.currency,
        quotes.rate_date,
        max(quotes.rate) as rate
    from quotes
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
