-- A whole-period line replaces the whole-period line before it from the day it starts, unless a credit of that day already
-- takes the old one back.
with starts as (
    select distinct
        rates.subscription_item_id,
        rates.valid_from
    from {{ ref('invoiced_rates') }} as rates
    where rates.is_whole
),

whole_starts as (
    select
        starts.subscription_item_id,
        starts.valid_from,
        lead(starts.valid_from) over (partition by starts.subscription_item_id order by starts.valid_from) as next_start
    from starts
),

credits as (
    select distinct
        rates.subscription_item_id,
        rates.valid_from
    from {{ ref('invoiced_rates') }} as rates
    where rates.mrr_list < 0
)

select
    rates.line_id,
    rates.invoice_id,
    rates.subscription_id,
    rates.subscription_item_id,
    rates.price_id,
    rates.product_id,
    rates.currency,
    rates.quantity,
    rates.valid_from,
    rates.mrr_list,
    rates.mrr,
    rates.mrr_net_all,
    case
        when
            rates.is_whole
            and whole_starts.next_start < rates.valid_to
            and credits.valid_from is null
            then whole_starts.next_start
        else rates.valid_to
    end as bounded_to
from {{ ref('invoiced_rates') }} as rates
left join whole_starts
    on
        rates.subscription_item_id = whole_starts.subscription_item_id
        and rates.valid_from = whole_starts.valid_from
left join credits
    on
        rates.subscription_item_id = credits.subscription_item_id
        and whole_starts.next_start = credits.valid_from
