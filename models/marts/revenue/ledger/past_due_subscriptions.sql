-- Kept until cancelled or cut off, what is unpaid has an age.
with unpaid as (
    select distinct
        invoice_lines.subscription_id,
        invoices.invoice_id,
        invoices.currency,
        invoices.amount_remaining,
        {{ due_date('invoices') }} as due_on
    from {{ ref('stg_stripe__invoice_lines') }} as invoice_lines
    inner join {{ ref('stg_stripe__invoices') }} as invoices
        on invoice_lines.invoice_id = invoices.invoice_id
    where
        invoice_lines.subscription_id is not null
        and invoices.status = 'open'
        and invoices.amount_remaining > 0
),

overdue as (
    select
        unpaid.subscription_id,
        max(unpaid.currency) as currency,
        count(*) as unpaid_invoices,
        sum(unpaid.amount_remaining) as amount_remaining,
        min(unpaid.due_on) as due_on
    from unpaid
    where unpaid.due_on < {{ as_of_day() }}
    group by unpaid.subscription_id
),

aged as (
    select
        overdue.*,
        {{ dbt.datediff('overdue.due_on', as_of_day(), 'day') }} as days_past_due
    from overdue
)

select
    aged.subscription_id,
    terms.account_id,
    terms.customer_id,
    terms.status,
    aged.due_on,
    cast(aged.days_past_due as integer) as days_past_due,
    ages.age_bucket,
    cast(ages.version as integer) as age_version,
    cast(aged.unpaid_invoices as integer) as unpaid_invoices,
    aged.currency,
    cast(aged.amount_remaining as decimal(18, 6)) as amount_remaining
from aged
inner join {{ ref('subscription_terms') }} as terms
    on aged.subscription_id = terms.subscription_id
inner join {{ ref('past_due_ages') }} as ages
    on
        aged.days_past_due >= ages.from_days
        and (ages.to_days is null or aged.days_past_due < ages.to_days)
        and {{ in_force('ages', as_of_day()) }}
