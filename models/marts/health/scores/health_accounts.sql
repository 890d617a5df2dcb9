-- Rates and tiers as they stood on the day, so that a day scores the same whenever it is computed.
with quotes as (
    select
        dates.as_of_date,
        quotes.currency,
        quotes.rate,
        row_number() over (
            partition by dates.as_of_date, quotes.currency
            order by quotes.rate_date desc, quotes.rate desc
        ) as recency
    from {{ ref('health_dates') }} as dates
    inner join {{ ref('fx_quotes') }} as quotes
        on dates.as_of_date >= quotes.rate_date
),

paying as (
    select
        lives.account_id,
        lives.life,
        lives.valid_from as life_started_on,
        min(lives.valid_from) over (partition by lives.account_id) as first_paid_on,
        lives.valid_to
    from {{ ref('account_paying_periods') }} as lives
),

paid as (
    select
        paying.account_id,
        dates.as_of_date,
        dates.is_weekly,
        dates.is_current,
        dates.compared_to,
        dates.rules_date,
        paying.life,
        paying.life_started_on,
        paying.first_paid_on,
        sum(
            {{ converted(
                counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all'),
                'case when periods.currency = lower(\'' ~ var("reporting_currency") ~ '\') then 1 else quotes.rate end',
            ) }}
        ) as mrr
    from paying
    inner join {{ ref('health_dates') }} as dates
        on
            paying.life_started_on <= dates.as_of_date
            and (paying.valid_to is null or paying.valid_to > dates.as_of_date)
    inner join {{ ref('subscription_periods') }} as periods
        on
            paying.account_id = periods.account_id
            and dates.as_of_date >= periods.valid_from
            and (periods.valid_to is null or dates.as_of_date < periods.valid_to)
    cross join {{ ref('policies_in_force') }} as policies
    left join quotes
        on
            dates.as_of_date = quotes.as_of_date
            and periods.currency = quotes.currency
            and quotes.recency = 1
    group by
        paying.account_id,
        dates.as_of_date,
        dates.is_weekly,
        dates.is_current,
        dates.compared_to,
        dates.rules_date,
        paying.life,
        paying.life_started_on,
        paying.first_paid_on
)

select
    paid.account_id,
    paid.as_of_date,
    coalesce(tiers.segment, 'unknown') as segment,
    cast(coalesce(paid.mrr, 0) as decimal(18, 6)) as mrr,
    paid.first_paid_on,
    paid.life,
    paid.life_started_on,
    cast({{ days_between('paid.life_started_on', 'paid.as_of_date') }} as integer) as tenure_days,
    paid.rules_date,
    paid.compared_to,
    paid.is_weekly,
    paid.is_current
from paid
left join {{ ref('account_tiers') }} as tiers
    on
        12 * paid.mrr >= tiers.lower_arr
        and (tiers.upper_arr is null or 12 * paid.mrr < tiers.upper_arr)
        and {{ in_force('tiers', 'paid.rules_date') }}
