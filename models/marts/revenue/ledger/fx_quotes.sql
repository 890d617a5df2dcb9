-- The inverse pair serves where only that was exported.
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
