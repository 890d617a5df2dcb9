{{ config(materialized='table') }}

select
    versions.id as subscription_id,
    versions.customer as customer_id,
    lower(versions.status) as status,
    lower(versions.currency) as currency,
    versions.start_date as started_at,
    versions.trial_start as trial_start_at,
    versions.trial_end as trial_end_at,
    versions.cancel_at,
    coalesce(versions.cancel_at_period_end, false) as cancel_at_period_end,
    versions.canceled_at,
    versions.ended_at,
    versions.current_period_start as current_period_start_at,
    versions.current_period_end as current_period_end_at,
    coalesce(lower(versions.status) = 'paused', false) or versions.pause_behavior is not null as is_paused,
    versions.pause_resumes_at,
    versions.collection_method,
    versions.cancellation_reason,
    versions.cancellation_feedback,
    {{ crm_account_key('versions') }} as crm_account_key,
    versions.created as created_at,
    versions.newest_is_deleted as is_deleted,
    versions.known_at as observed_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('stripe', 'subscriptions'),
    key=['id'],
    cursor='synced_at',
    created='created',
    deleted='is_deleted',
) }} as versions
where coalesce(versions.livemode, true)
