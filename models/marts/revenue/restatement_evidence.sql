-- For each change of a closed month the landed row that tells of it: of a file that had not landed, or was not known, when the
-- month was closed. Rows that say something new go before rows that only say it again, then the newest file.
with changed as (
    select distinct
        closes.close_id,
        changes.month_end,
        changes.kind,
        changes.subscription_id,
        changes.currency,
        changes.closed_account_id
    from {{ ref('closed_month_changes') }} as changes
    inner join {{ ref('closes') }} as closes
        on changes.month_end = closes.month_end and closes.is_in_force
    where changes.subscription_id is not null
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
        on
            changed.currency in (rates.from_currency, rates.to_currency)
            and changed.month_end >= rates.rate_date
    where changed.kind = 'fx_rate'
    union all
    select
        changed.*,
        'accounts' as source_object,
        merges.master_record_id as statement,
        merges.load_id,
        merges.source_row
    from changed
    inner join {{ ref('stg_salesforce__account_merges') }} as merges
        on changed.closed_account_id = merges.account_id
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
),

landed as (
    select
        told.*,
        loads.system as source_system,
        loads.path as source_file,
        loads.observed_at,
        known.sha256 is not null as was_known,
        bool_or(known.sha256 is not null) over (
            partition by told.close_id, told.kind, told.subscription_id, told.source_object, told.statement
        ) as was_told
    from told
    inner join {{ source('landing', 'loads') }} as loads
        on told.load_id = loads.load_id
    left join {{ source('closes', 'loads') }} as known
        on told.close_id = known.close_id and loads.sha256 = known.sha256
),

ranked as (
    select
        landed.*,
        row_number() over (
            partition by landed.month_end, landed.kind, landed.subscription_id
            order by landed.was_told, landed.observed_at desc nulls last, landed.source_file desc, landed.source_object, landed.source_row
        ) as evidence_rank
    from landed
    where not landed.was_known
)

select
    ranked.month_end,
    ranked.kind,
    ranked.subscription_id,
    not ranked.was_told as says_something_new,
    ranked.source_system,
    ranked.source_file,
    ranked.source_row,
    ranked.load_id,
    {{ reporting_date('ranked.observed_at') }} as observed_on
from ranked
where ranked.evidence_rank = 1
