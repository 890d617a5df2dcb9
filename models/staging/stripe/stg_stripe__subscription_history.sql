-- What each landed row says that can move MRR, as one text, so that a row which only says it again can be told from one
-- that says something new.
{% set subscription = [
    'customer', 'status', 'start_date', 'trial_start', 'trial_end', 'cancel_at', 'cancel_at_period_end', 'canceled_at', 'ended_at',
    'pause_behavior', 'plan', 'quantity', 'is_deleted',
] %}
{% set item = ['id', 'price', 'unit_amount_decimal', 'quantity', 'is_deleted'] %}
{% set line = ['id', 'price', 'amount', 'quantity', 'period_start', 'period_end', 'proration'] %}
{% set change = ['subscription_item_id', 'event_timestamp', 'event_type', 'mrr_change', 'quantity_change', 'price_id'] %}
select
    subscriptions.id as subscription_id,
    'subscriptions' as source_object,
    {{ as_one_text('subscriptions', subscription) }} as statement,
    {{ reporting_date('coalesce(subscriptions.start_date, subscriptions.created)') }} as speaks_from,
    subscriptions._load_id as load_id,
    subscriptions._row_number as source_row
from {{ source('stripe', 'subscriptions') }} as subscriptions
union all
select
    items.subscription as subscription_id,
    'subscription_items' as source_object,
    {{ as_one_text('items', item) }} as statement,
    {{ reporting_date('items.created') }} as speaks_from,
    items._load_id as load_id,
    items._row_number as source_row
from {{ source('stripe', 'subscription_items') }} as items
union all
select
    lines.subscription as subscription_id,
    'invoice_lines' as source_object,
    {{ as_one_text('lines', line) }} as statement,
    {{ reporting_date('lines.period_start') }} as speaks_from,
    lines._load_id as load_id,
    lines._row_number as source_row
from {{ source('stripe', 'invoice_lines') }} as lines
union all
select
    invoices.subscription as subscription_id,
    'invoices' as source_object,
    invoices.id || '|' || case when invoices.status in ('draft', 'void') then invoices.status else 'issued' end as statement,
    {{ reporting_date('coalesce(invoices.period_start, invoices.created)') }} as speaks_from,
    invoices._load_id as load_id,
    invoices._row_number as source_row
from {{ source('stripe', 'invoices') }} as invoices
union all
select
    changes.subscription_id,
    'subscription_item_changes' as source_object,
    {{ as_one_text('changes', change) }} as statement,
    {{ reporting_date('changes.event_timestamp') }} as speaks_from,
    changes._load_id as load_id,
    changes._row_number as source_row
from {{ source('stripe', 'subscription_item_changes') }} as changes
