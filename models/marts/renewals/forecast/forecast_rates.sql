-- The newest rate known on each forecast date.
with ranked as (
    select
        dates.forecast_date,
        quotes.currency,
        quotes.rate,
        row_number() over (
            partition by dates.forecast_date, quotes.currency
            order by quotes.rate_date desc, quotes.rate desc
        ) as recency
    from {{ ref('forecast_dates') }} as dates
    inner join {{ ref('fx_quotes') }} as quotes
        on dates.forecast_date >= quotes.rate_date
    where quotes.currency <> lower('{{ var("reporting_currency") }}')
)

select
    ranked.forecast_date,
    ranked.currency,
    ranked.rate
from ranked
where ranked.recency = 1
union all
select
    dates.forecast_date,
    lower('{{ var("reporting_currency") }}') as currency,
    cast(1 as decimal(28, 12)) as rate
from {{ ref('forecast_dates') }} as dates
