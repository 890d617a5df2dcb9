-- Each subscription's history from one source: the change ledger where the export has one, else invoice lines, else the
-- successive exports of the subscription. A live item's last rate stays in force until something says otherwise.
with newest_items as (
    select
        rates.subscription_id,
        rates.subscription_item_id,
        rates.price_id,
        rates.product_id,
        rates.quantity,
        rates.currency,
        rates.valid_from,
        rates.mrr_list,
        rates.mrr,
        rates.mrr_net_all
    from {{ ref('observed_item_rates') }} as rates
    where rates.valid_to is null
),

-- Subscriptions whose lines and exports speak of the same items; only there can one be held against the other.
itemised as (
    select distinct newest_items.subscription_id
    from newest_items
    inner join {{ ref('invoiced_item_rates') }} as rates
        on newest_items.subscription_item_id = rates.subscription_item_id
),

invoiced as (
    select
        rates.*,
        row_number() over (partition by rates.subscription_item_id order by rates.valid_from desc) = 1 as is_last,
        max(rates.valid_to) over (partition by rates.subscription_id) as subscription_billed_to,
        newest_items.subscription_item_id is not null as is_listed,
        itemised.subscription_id is not null as lists_items
    from {{ ref('invoiced_item_rates') }} as rates
    left join newest_items
        on rates.subscription_item_id = newest_items.subscription_item_id
    left join itemised
        on rates.subscription_id = itemised.subscription_id
),

-- A change that the newest export shows and no invoice has billed yet counts from the day of that export.
pending as (
    select newest_items.*
    from newest_items
    inner join itemised
        on newest_items.subscription_id = itemised.subscription_id
    left join invoiced
        on
            newest_items.subscription_item_id = invoiced.subscription_item_id
            and invoiced.is_last
    where
        newest_items.mrr_list <> 0
        and newest_items.valid_from > coalesce(invoiced.valid_from, newest_items.valid_from - 1)
        and (
            invoiced.subscription_item_id is null
            or newest_items.price_id <> invoiced.price_id
            or newest_items.quantity <> invoiced.quantity
        )
)

{% set columns = ['subscription_id', 'subscription_item_id', 'price_id', 'product_id', 'quantity', 'currency', 'valid_from'] %}
{% set amounts = ['mrr_list', 'mrr', 'mrr_net_all'] %}
select
    {% for column in columns + amounts %}
    invoiced.{{ column }},
    {% endfor %}
    case
        when not invoiced.is_last then invoiced.valid_to
        when pending.valid_from is not null then pending.valid_from
        when invoiced.is_listed or (not invoiced.lists_items and invoiced.valid_to = invoiced.subscription_billed_to) then null
        else invoiced.valid_to
    end as valid_to,
    invoiced.valid_to as billed_to,
    'invoice_lines' as history,
    'invoice_lines' as source
from invoiced
left join pending
    on
        invoiced.subscription_item_id = pending.subscription_item_id
        and invoiced.is_last
union all
select
    {% for column in columns + amounts %}
    pending.{{ column }},
    {% endfor %}
    cast(null as date) as valid_to,
    cast(null as date) as billed_to,
    'invoice_lines' as history,
    'snapshots' as source
from pending
{% for model, source in [('observed_item_rates', 'snapshots'), ('ledger_item_rates', 'change_ledger')] %}
union all
select
    {% for column in columns + amounts %}
    rates.{{ column }},
    {% endfor %}
    rates.valid_to,
    cast(null as date) as billed_to,
    '{{ source }}' as history,
    '{{ source }}' as source
from {{ ref(model) }} as rates
{% endfor %}
