-- The newest rate known on a month's state date.
with currencies as (
    select periods.currency
    from {{ ref('subscription_periods') }} as periods
    where periods.currency is not null
    union
    select invoiced.currency
    from {{ ref('account_invoiced_mrr') }} as invoiced
    where invoiced.currency is not null
),

ranked as (
    select
        months.month_end,
        currencies.currency,
        quotes.rate,
        quotes.rate_date,
        row_number() over (
            partition by months.month_end, currencies.currency
            order by quotes.rate_date desc nulls last, quotes.rate desc
        ) as recency
    from {{ ref('reporting_months') }} as months
    cross join currencies
    left join {{ ref('fx_quotes') }} as quotes
        on
            currencies.currency = quotes.currency
            and months.state_date >= quotes.rate_date
)

select
    ranked.month_end,
    ranked.currency,
    case
        when ranked.currency = lower('{{ var("reporting_currency") }}') then cast(1 as decimal(28, 12))
        else ranked.rate
    end as rate,
    ranked.rate_date
from ranked
where ranked.recency = 1
