with known as (
    select
        subscriptions.subscription_id,
        subscriptions.customer_id
    from {{ ref('stg_stripe__subscriptions') }} as subscriptions
    union all
    select
        invoice_lines.subscription_id,
        invoices.customer_id
    from {{ ref('stg_stripe__invoice_lines') }} as invoice_lines
    inner join {{ ref('stg_stripe__invoices') }} as invoices
        on invoice_lines.invoice_id = invoices.invoice_id
    where invoice_lines.subscription_id is not null
    union all
    select
        changes.subscription_id,
        changes.customer_id
    from {{ ref('stg_stripe__subscription_item_changes') }} as changes
),

subscription_ids as (
    select
        known.subscription_id,
        max(known.customer_id) as customer_id
    from known
    group by known.subscription_id
),

dated as (
    select
        subscription_ids.subscription_id,
        coalesce(subscriptions.customer_id, subscription_ids.customer_id) as customer_id,
        subscriptions.subscription_id is not null as is_exported,
        case
            when subscriptions.is_paused and subscriptions.status <> 'canceled' then 'paused'
            else coalesce(subscriptions.status, 'active')
        end as status,
        subscriptions.currency,
        {{ reporting_date('subscriptions.started_at') }} as started_on,
        {{ reporting_date('subscriptions.trial_start_at') }} as trial_start_on,
        {{ reporting_date('subscriptions.trial_end_at') }} as trial_end_on,
        -- Service end, not the day it was asked for: canceled_at is the request and stands in only when nothing else is known.
        {{ reporting_date("coalesce(
            subscriptions.ended_at,
            subscriptions.cancel_at,
            case when subscriptions.cancel_at_period_end then subscriptions.current_period_end_at end,
            case when subscriptions.status = 'canceled' then subscriptions.canceled_at end
        )") }} as ended_on
    from subscription_ids
    left join {{ ref('stg_stripe__subscriptions') }} as subscriptions
        on subscription_ids.subscription_id = subscriptions.subscription_id
),

with_history as (
    select
        dated.*,
        exists(
            select 1 from {{ ref('stg_stripe__subscription_item_changes') }} as changes
            where changes.subscription_id = dated.subscription_id
        ) as has_changes,
        exists(
            select 1 from {{ ref('invoiced_rates') }} as rates
            where rates.subscription_id = dated.subscription_id
        ) as has_lines
    from dated
)

select
    with_history.subscription_id,
    with_history.customer_id,
    coalesce(
        own_keys.account_id, customer_keys.account_id, 'stripe:' || coalesce(with_history.customer_id, with_history.subscription_id)
    ) as account_id,
    with_history.is_exported,
    with_history.status,
    coalesce(rules.counts_as_mrr, true) as counts_as_mrr,
    coalesce(rules.past_counts, true) as past_counts,
    with_history.currency,
    with_history.started_on,
    with_history.trial_start_on,
    with_history.trial_end_on,
    with_history.ended_on,
    case
        when with_history.has_changes then 'change_ledger'
        when with_history.has_lines then 'invoice_lines'
        else 'snapshots'
    end as history
from with_history
cross join {{ ref('policies_in_force') }} as policies
left join {{ ref('subscription_statuses') }} as rules
    on
        with_history.status = rules.status
        and {{ status_taken('rules', 'policies', reporting_date(as_of())) }}
left join {{ ref('account_keys') }} as own_keys
    on
        with_history.subscription_id = own_keys.source_key
        and own_keys.source_system = 'stripe'
left join {{ ref('account_keys') }} as customer_keys
    on
        with_history.customer_id = customer_keys.source_key
        and customer_keys.source_system = 'stripe'
