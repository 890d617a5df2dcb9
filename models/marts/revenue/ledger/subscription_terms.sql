with dated as (
    select
        histories.subscription_id,
        coalesce(subscriptions.customer_id, histories.customer_id) as customer_id,
        histories.history,
        subscriptions.subscription_id is not null as is_exported,
        case
            when subscriptions.is_paused and subscriptions.status <> 'canceled' then 'paused'
            else coalesce(subscriptions.status, 'active')
        end as status,
        subscriptions.currency,
        {{ reporting_date('subscriptions.started_at') }} as started_on,
        {{ reporting_date('subscriptions.trial_start_at') }} as trial_start_on,
        {{ reporting_date('subscriptions.trial_end_at') }} as trial_end_on,
        {{ reporting_date('subscriptions.canceled_at') }} as requested_on,
        -- canceled_at is the request and stands in for the end of service only when nothing else is known.
        {{ reporting_date("coalesce(
            subscriptions.ended_at,
            subscriptions.cancel_at,
            case when subscriptions.cancel_at_period_end then subscriptions.current_period_end_at end,
            case when subscriptions.status = 'canceled' then subscriptions.canceled_at end
        )") }} as service_ended_on
    from {{ ref('subscription_histories') }} as histories
    left join {{ ref('stg_stripe__subscriptions') }} as subscriptions
        on histories.subscription_id = subscriptions.subscription_id
)

select
    dated.subscription_id,
    dated.customer_id,
    coalesce(
        own_keys.account_id, customer_keys.account_id, 'stripe:' || coalesce(dated.customer_id, dated.subscription_id)
    ) as account_id,
    case when own_keys.account_id is not null then own_keys.crm_account_id else customer_keys.crm_account_id end as crm_account_id,
    dated.is_exported,
    dated.status,
    coalesce(rules.counts_as_mrr, true) as counts_as_mrr,
    coalesce(rules.past_counts, true) as past_counts,
    dated.currency,
    dated.started_on,
    dated.trial_start_on,
    dated.trial_end_on,
    case when dated.service_ended_on is not null then dated.requested_on end as cancellation_requested_on,
    dated.service_ended_on,
    -- A request that came with the start is the term of a contract, and one after the end of service changes nothing.
    case
        when
            policies.scheduled_cancellation = 'request'
            and dated.requested_on < dated.service_ended_on
            and dated.requested_on > coalesce(dated.started_on, {{ earliest_day() }})
            then dated.requested_on
        when policies.scheduled_cancellation = 'last_day'
            then cast({{ dbt.dateadd('day', -1, 'dated.service_ended_on') }} as date)
        else dated.service_ended_on
    end as ended_on,
    dated.history
from dated
cross join {{ ref('policies_in_force') }} as policies
left join {{ ref('subscription_statuses') }} as rules
    on
        dated.status = rules.status
        and {{ status_taken('rules', 'policies', reporting_date(as_of())) }}
left join {{ ref('account_keys') }} as own_keys
    on
        dated.subscription_id = own_keys.source_key
        and own_keys.source_system = 'stripe'
left join {{ ref('account_keys') }} as customer_keys
    on
        dated.customer_id = customer_keys.source_key
        and customer_keys.source_system = 'stripe'
