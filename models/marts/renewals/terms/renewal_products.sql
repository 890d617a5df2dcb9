-- All readings of a renewal are told at one rate, that of the month it fell due in, so that FX neither renews nor loses.
with amounts as (
    select
        subscriptions_read.term_id,
        subscriptions_read.reading,
        coalesce(periods.product_id, periods.plan, periods.subscription_item_id) as product,
        {{ divide('periods.quantity * subscriptions_read.shares', 'subscriptions_read.contracts_sharing') }} as quantity,
        {{ divide(
            '(' ~ counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all') ~ ') * subscriptions_read.shares',
            'subscriptions_read.contracts_sharing',
        ) }} as local_mrr,
        rates.rate
    from {{ ref('renewal_subscriptions') }} as subscriptions_read
    cross join {{ ref('policies_in_force') }} as policies
    inner join {{ ref('subscription_periods') }} as periods
        on
            subscriptions_read.subscription_id = periods.subscription_id
            and subscriptions_read.read_on >= periods.valid_from
            and (periods.valid_to is null or subscriptions_read.read_on < periods.valid_to)
    left join {{ ref('reporting_rates') }} as rates
        on
            rates.month_end = {{ month_end('subscriptions_read.due_day') }}
            and periods.currency = rates.currency
)

select
    amounts.term_id,
    amounts.reading,
    amounts.product,
    cast(sum(amounts.quantity) as decimal(18, 6)) as quantity,
    cast(
        case when count(*) = count(amounts.rate) then sum({{ converted('amounts.local_mrr', 'amounts.rate') }}) end as decimal(18, 6)
    ) as mrr
from amounts
group by amounts.term_id, amounts.reading, amounts.product
