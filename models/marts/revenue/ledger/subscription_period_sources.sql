-- Which records say what a subscription period costs, and from when to when: invoice lines (signed; those that cover a day add
-- up to the rate of that day), entries of the change ledger (all that came before add up), or the export that showed it.
with records as (
    select
        'invoice_lines' as source,
        rates.subscription_item_id,
        rates.line_id as record_id,
        rates.invoice_id,
        rates.valid_from as covers_from,
        rates.bounded_to as said_to,
        rates.bounded_to = max(rates.bounded_to) over (partition by rates.subscription_item_id) as is_last,
        rates.mrr_list,
        rates.mrr,
        rates.mrr_net_all,
        lines.source_file,
        lines.source_row
    from {{ ref('bounded_invoice_rates') }} as rates
    inner join {{ ref('stg_stripe__invoice_lines') }} as lines
        on rates.line_id = lines.line_id
    union all
    select
        'change_ledger' as source,
        changes.subscription_item_id,
        changes.event_type || ' ' || cast(changes.changed_at as varchar) as record_id,
        cast(null as varchar) as invoice_id,
        {{ reporting_date('changes.changed_at') }} as covers_from,
        cast(null as date) as said_to,
        false as is_last,
        changes.mrr_change as mrr_list,
        changes.mrr_change as mrr,
        changes.mrr_change as mrr_net_all,
        changes.source_file,
        changes.source_row
    from {{ ref('stg_stripe__subscription_item_changes') }} as changes
    union all
    select
        'snapshots' as source,
        rates.subscription_item_id,
        rates.subscription_id || ' ' || cast(versions.observed_at as varchar) as record_id,
        cast(null as varchar) as invoice_id,
        rates.valid_from as covers_from,
        rates.valid_to as said_to,
        false as is_last,
        rates.mrr_list,
        rates.mrr,
        rates.mrr_net_all,
        versions.source_file,
        versions.source_row
    from {{ ref('observed_item_rates') }} as rates
    inner join {{ ref('stg_stripe__subscription_item_versions') }} as versions
        on
            rates.subscription_item_id = versions.subscription_item_id
            and rates.observed_at = versions.observed_at
),

-- The last line stands for as long as nothing else says something; while collection is paused nothing stands for it.
covering as (
    select
        periods.subscription_period_id,
        periods.account_id,
        periods.valid_from,
        periods.valid_to,
        records.*,
        case when not records.is_last or periods.mrr_list = 0 then records.said_to end as covers_to
    from {{ ref('subscription_periods') }} as periods
    inner join records
        on
            periods.subscription_item_id = records.subscription_item_id
            and periods.source = records.source
)

select
    covering.subscription_period_id,
    covering.account_id,
    covering.subscription_item_id,
    covering.source,
    covering.record_id,
    covering.invoice_id,
    greatest(covering.covers_from, covering.valid_from) as covers_from,
    case
        when covering.covers_to is null then covering.valid_to
        when covering.valid_to is null then covering.covers_to
        else least(covering.covers_to, covering.valid_to)
    end as covers_to,
    cast(covering.mrr_list as decimal(18, 6)) as mrr_list,
    cast(covering.mrr as decimal(18, 6)) as mrr,
    cast(covering.mrr_net_all as decimal(18, 6)) as mrr_net_all,
    covering.source_file,
    covering.source_row
from covering
where
    (covering.valid_to is null or covering.covers_from < covering.valid_to)
    and (covering.covers_to is null or covering.covers_to > covering.valid_from)
