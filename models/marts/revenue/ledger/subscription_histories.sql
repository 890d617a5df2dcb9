with known as (
    select
        subscriptions.subscription_id,
        subscriptions.customer_id,
        0 as has_changes,
        0 as has_lines
    from {{ ref('stg_stripe__subscriptions') }} as subscriptions
    union all
    select
        invoice_lines.subscription_id,
        invoices.customer_id,
        0 as has_changes,
        0 as has_lines
    from {{ ref('stg_stripe__invoice_lines') }} as invoice_lines
    inner join {{ ref('stg_stripe__invoices') }} as invoices
        on invoice_lines.invoice_id = invoices.invoice_id
    where invoice_lines.subscription_id is not null
    union all
    select
        changes.subscription_id,
        changes.customer_id,
        1 as has_changes,
        0 as has_lines
    from {{ ref('stg_stripe__subscription_item_changes') }} as changes
    union all
    select
        rates.subscription_id,
        cast(null as varchar) as customer_id,
        0 as has_changes,
        1 as has_lines
    from {{ ref('invoiced_rates') }} as rates
)

select
    known.subscription_id,
    max(known.customer_id) as customer_id,
    case
        when max(known.has_changes) = 1 then 'change_ledger'
        when max(known.has_lines) = 1 then 'invoice_lines'
        else 'snapshots'
    end as history
from known
group by known.subscription_id
