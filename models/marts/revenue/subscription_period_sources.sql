-- Which records say what a subscription period costs, and from when to when: invoice lines (signed; those that cover a day add
-- up to the rate of that day), entries of the change ledger (all that came before add up), or the export that showed it.
with records as (
    select
        'invoice_lines' as source,
        rates.subscription_item_id,
        rates.line_id as record_id,
        rates.invoice_id,
        rates.valid_from as covers_from,
        -- The last line stands for as long as nothing else says something.
        case when rates.bounded_to < max(rates.bounded_to) over (partition by rates.subscription_item_id) then rates.bounded_to end
            as covers_to,
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
        cast(null as date) as covers_to,
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
        rates.valid_to as covers_to,
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
)

select
    periods.subscription_period_id,
    periods.account_id,
    periods.subscription_item_id,
    periods.source,
    records.record_id,
    records.invoice_id,
    greatest(records.covers_from, periods.valid_from) as covers_from,
    case
        when records.covers_to is null then periods.valid_to
        when periods.valid_to is null then records.covers_to
        else least(records.covers_to, periods.valid_to)
    end as covers_to,
    cast(records.mrr_list as decimal(18, 6)) as mrr_list,
    cast(records.mrr as decimal(18, 6)) as mrr,
    cast(records.mrr_net_all as decimal(18, 6)) as mrr_net_all,
    records.source_file,
    records.source_row
from {{ ref('subscription_periods') }} as periods
inner join records
    on
        periods.subscription_item_id = records.subscription_item_id
        and periods.source = records.source
        and (periods.valid_to is null or periods.valid_to > records.covers_from)
        and (records.covers_to is null or periods.valid_from < records.covers_to)
