-- Landed rows that may have brought a change of a closed month: what is said of the subscription for that month, of the rate of
-- its currency, or of the account that it belongs to.
with changed as (
    select distinct
        closes.close_id,
        changes.month_end,
        changes.kind,
        changes.subscription_id,
        changes.currency,
        changes.closed_account_id
    from {{ ref('closed_subscription_changes') }} as changes
    inner join {{ ref('closes') }} as closes
        on changes.month_end = closes.month_end and closes.is_in_force
),

customers as (
    select
        periods.subscription_id,
        max(periods.customer_id) as customer_id
    from {{ ref('subscription_periods') }} as periods
    group by periods.subscription_id
),

told as (
    select
        changed.*,
        history.source_object,
        history.statement,
        history.load_id,
        history.source_row
    from changed
    inner join {{ ref('stg_stripe__subscription_history') }} as history
        on
            changed.subscription_id = history.subscription_id
            and (changed.month_end >= history.speaks_from or history.speaks_from is null)
    where changed.kind not in ('fx_rate', 'identity')
    union all
    select
        changed.*,
        'fx_rates' as source_object,
        cast(rates.rate_date as varchar) || '|' || cast(rates.rate as varchar) as statement,
        rates.load_id,
        rates.source_row
    from changed
    inner join {{ ref('stg_manual__fx_rates') }} as rates
        on changed.currency in (rates.from_currency, rates.to_currency) and changed.month_end >= rates.rate_date
    where changed.kind = 'fx_rate'
    union all
    select
        changed.*,
        'accounts' as source_object,
        mergers.master_record_id as statement,
        mergers.load_id,
        mergers.source_row
    from changed
    inner join {{ ref('stg_salesforce__account_merges') }} as mergers
        on changed.closed_account_id = mergers.account_id
    where changed.kind = 'identity'
    union all
    select
        changed.*,
        'account_key_map' as source_object,
        key_map.account_id as statement,
        key_map.load_id,
        key_map.source_row
    from changed
    inner join customers
        on changed.subscription_id = customers.subscription_id
    inner join {{ ref('stg_manual__account_key_map') }} as key_map
        on key_map.source_system = 'stripe' and key_map.source_key in (changed.subscription_id, customers.customer_id)
    where changed.kind = 'identity'
)

select
    told.close_id,
    told.month_end,
    told.kind,
    told.subscription_id,
    told.source_object,
    told.statement,
    told.load_id,
    told.source_row
from told
