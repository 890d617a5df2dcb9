-- A ramp at its price in force is the items' own rates. Flat, what an account's items cost over the months of a contract
-- counts evenly over all of them: the sum of an item's rates on the first day of each month over the number of months. The
-- last rate known stands for the months still to come.
{% set columns = [
    'subscription_id', 'subscription_item_id', 'price_id', 'product_id', 'quantity', 'currency', 'history', 'source',
] %}
{% set amounts = ['mrr_list', 'mrr', 'mrr_net_all'] %}
with rates as (
    select
        item_rates.*,
        terms.account_id
    from {{ ref('item_rates') }} as item_rates
    inner join {{ ref('subscription_terms') }} as terms
        on
            item_rates.subscription_id = terms.subscription_id
            and item_rates.history = terms.history
),

contracts as (
    select distinct
        months.account_id,
        months.started_on,
        months.ended_before
    from {{ ref('contract_months') }} as months
),

-- The days of an account under no contract.
gaps as (
    select
        contracts.account_id,
        coalesce(
            lag(contracts.ended_before) over (partition by contracts.account_id order by contracts.started_on), {{ earliest_day() }}
        ) as gap_from,
        contracts.started_on as gap_to
    from contracts
    union all
    select
        rates.account_id,
        coalesce(max(contracts.ended_before), {{ earliest_day() }}) as gap_from,
        cast(null as date) as gap_to
    from (select distinct rates.account_id from rates) as rates
    left join contracts
        on rates.account_id = contracts.account_id
    group by rates.account_id
),

sampled as (
    select
        {% for column in columns %}
        rates.{{ column }},
        {% endfor %}
        months.started_on,
        months.ended_before,
        {% for amount in amounts %}
        cast(sum(rates.{{ amount }}) over contract_items as double) / months.months as {{ amount }},
        {% endfor %}
        row_number() over (
            partition by months.contract_id, rates.subscription_item_id
            order by months.month_start desc
        ) as recency
    from {{ ref('contract_months') }} as months
    inner join rates
        on
            months.account_id = rates.account_id
            and months.month_start >= rates.valid_from
            and (rates.valid_to is null or months.month_start < rates.valid_to)
    window contract_items as (partition by months.contract_id, rates.subscription_item_id)
)

select
    {% for column in columns %}
    rates.{{ column }},
    {% endfor %}
    {% for amount in amounts %}
    rates.{{ amount }},
    {% endfor %}
    greatest(rates.valid_from, gaps.gap_from) as valid_from,
    least(rates.valid_to, gaps.gap_to) as valid_to,
    rates.billed_to
from rates
inner join gaps
    on
        rates.account_id = gaps.account_id
        and (rates.valid_to is null or rates.valid_to > gaps.gap_from)
        and (gaps.gap_to is null or (rates.valid_from < gaps.gap_to and gaps.gap_from < gaps.gap_to))
union all
select
    {% for column in columns %}
    sampled.{{ column }},
    {% endfor %}
    {% for amount in amounts %}
    {{ as_mrr('sampled.' ~ amount) }} as {{ amount }},
    {% endfor %}
    sampled.started_on as valid_from,
    sampled.ended_before as valid_to,
    cast(null as date) as billed_to
from sampled
where sampled.recency = 1
