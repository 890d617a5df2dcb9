-- What is known of an item in a month beside its bills: the invoice of the period was voided, or is a draft; its account is
-- suspended; or a policy counts it otherwise than it is billed.
with drafts as (
    select
        lines.subscription_item_id,
        {{ reporting_date('lines.period_start_at') }} as valid_from,
        {{ reporting_date('lines.period_end_at') }} as valid_to
    from {{ ref('stg_stripe__invoice_lines') }} as lines
    inner join {{ ref('stg_stripe__invoices') }} as invoices
        on lines.invoice_id = invoices.invoice_id
    where invoices.status = 'draft' and not invoices.is_deleted
),

spans as (
    select
        lines.subscription_item_id,
        lines.period_start as valid_from,
        lines.period_end as valid_to,
        'failed_payment' as item
    from {{ ref('billing_lines') }} as lines
    where lines.line_class = 'void'
    union all
    select
        drafts.subscription_item_id,
        drafts.valid_from,
        drafts.valid_to,
        'not_yet_billed' as item
    from drafts
    union all
    select
        periods.subscription_item_id,
        periods.valid_from,
        periods.valid_to,
        case when periods.suspension is not null then 'not_counted' else 'policy' end as item
    from {{ ref('item_periods') }} as periods
    inner join {{ ref('subscription_terms') }} as terms
        on periods.subscription_id = terms.subscription_id
    -- An account that stood on its own until it was merged does not have the bills that its survivor has today.
    where periods.suspension is not null or periods.account_id <> terms.account_id
    {% for model in ['usage_item_rates', 'lapsed_item_rates'] %}
    union all
    select
        rates.subscription_item_id,
        rates.valid_from,
        rates.valid_to,
        'policy' as item
    from {{ ref(model) }} as rates
    {% endfor %}
    union all
    select
        rates.subscription_item_id,
        rates.valid_from,
        rates.valid_to,
        'policy' as item
    from {{ ref('ramped_item_rates') }} as rates
    cross join {{ ref('policies_in_force') }} as policies
    where policies.ramp = 'flat' and rates.billed_to is null and rates.history <> 'snapshots'
)

select
    spans.subscription_item_id,
    months.month_end,
    min(spans.item) as item
from spans
inner join {{ ref('reporting_months') }} as months
    on
        spans.valid_from <= months.state_date
        and (spans.valid_to is null or spans.valid_to > months.state_date)
where spans.subscription_item_id is not null
group by spans.subscription_item_id, months.month_end
