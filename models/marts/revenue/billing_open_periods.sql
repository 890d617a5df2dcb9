-- Why an item may count as MRR in a month without a standing bill: the invoice of the period was voided, or is a draft.
with unsettled as (
    select distinct
        lines.subscription_item_id,
        months.month_end,
        'failed_payment' as item
    from {{ ref('billing_lines') }} as lines
    inner join {{ ref('reporting_months') }} as months
        on lines.period_start <= months.state_date and lines.period_end > months.state_date
    where lines.line_class = 'void' and lines.subscription_item_id is not null
    union
    select distinct
        lines.subscription_item_id,
        months.month_end,
        'not_yet_billed' as item
    from {{ ref('stg_stripe__invoice_lines') }} as lines
    inner join {{ ref('stg_stripe__invoices') }} as invoices
        on lines.invoice_id = invoices.invoice_id and invoices.status = 'draft' and not invoices.is_deleted
    inner join {{ ref('reporting_months') }} as months
        on
            {{ reporting_date('lines.period_start_at') }} <= months.state_date
            and {{ reporting_date('lines.period_end_at') }} > months.state_date
    where lines.subscription_item_id is not null
)

select
    unsettled.subscription_item_id,
    unsettled.month_end,
    min(unsettled.item) as item
from unsettled
group by unsettled.subscription_item_id, unsettled.month_end
