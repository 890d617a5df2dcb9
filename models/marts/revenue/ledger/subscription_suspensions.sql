-- An invoice that stays unpaid stops its subscription so many days after it fell due, until the day on which it is paid in
-- full; one that was written off stops it until the subscription's next payment. What is not known by as_of() has not been.
with invoices as (
    select distinct
        invoice_lines.subscription_id,
        invoices.invoice_id,
        invoices.status,
        invoices.paid_at,
        invoices.amount_remaining,
        {{ reporting_date('invoices.created_at') }} as made_on,
        {{ due_date('invoices') }} as due_on,
        case when invoices.paid_at <= {{ as_of() }} then {{ reporting_date('invoices.paid_at') }} end as paid_on,
        {{ reporting_date('invoices.marked_uncollectible_at') }} as written_off_on
    from {{ ref('stg_stripe__invoice_lines') }} as invoice_lines
    inner join {{ ref('stg_stripe__invoices') }} as invoices
        on invoice_lines.invoice_id = invoices.invoice_id
    where
        invoice_lines.subscription_id is not null
        and invoices.status in ('open', 'paid', 'uncollectible')
),

-- An invoice said to be paid without a day was paid in time.
unpaid as (
    select
        invoices.*,
        cast({{ dbt.dateadd('day', 'policies.past_due_days', 'invoices.due_on') }} as date) as cut_off_on
    from invoices
    cross join {{ ref('policies_in_force') }} as policies
    where
        policies.past_due = 'cut_off'
        and (invoices.paid_at is not null or (invoices.status <> 'paid' and coalesce(invoices.amount_remaining, 1) > 0))
),

cut_off as (
    select
        unpaid.subscription_id,
        unpaid.invoice_id,
        unpaid.cut_off_on as valid_from,
        coalesce(unpaid.paid_on, min(payments.paid_on)) as valid_to
    from unpaid
    left join invoices as payments
        on
            unpaid.subscription_id = payments.subscription_id
            and unpaid.status = 'uncollectible'
            and coalesce(unpaid.written_off_on, unpaid.cut_off_on) <= payments.paid_on
    where unpaid.cut_off_on <= {{ as_of_day() }}
    group by unpaid.subscription_id, unpaid.invoice_id, unpaid.cut_off_on, unpaid.paid_on
),

paused as (
    select
        pauses.subscription_id,
        pauses.valid_from,
        pauses.valid_to
    from {{ ref('subscription_pauses') }} as pauses
    cross join {{ ref('policies_in_force') }} as policies
    where
        policies.paused = 'zero'
        and pauses.evidence = 'export'
)

select
    cut_off.subscription_id,
    'past_due' as status,
    cut_off.valid_from,
    cut_off.valid_to
from cut_off
where cut_off.valid_to is null or cut_off.valid_to > cut_off.valid_from
union all
-- The ledger of changes does not tell of a pause.
select
    paused.subscription_id,
    'paused' as status,
    paused.valid_from,
    paused.valid_to
from paused
inner join {{ ref('subscription_histories') }} as histories
    on paused.subscription_id = histories.subscription_id
where histories.history = 'change_ledger'
union all
-- Nor does an invoice that was made and written off while collection was paused.
select distinct
    invoice_lines.subscription_id,
    'paused' as status,
    {{ reporting_date('invoice_lines.period_start_at') }} as valid_from,
    {{ reporting_date('invoice_lines.period_end_at') }} as valid_to
from {{ ref('stg_stripe__invoice_lines') }} as invoice_lines
inner join invoices
    on
        invoice_lines.invoice_id = invoices.invoice_id
        and invoice_lines.subscription_id = invoices.subscription_id
inner join paused
    on
        invoice_lines.subscription_id = paused.subscription_id
        and invoices.made_on >= paused.valid_from
        and (paused.valid_to is null or invoices.made_on < paused.valid_to)
where
    invoices.status = 'uncollectible'
    and invoice_lines.period_end_at > invoice_lines.period_start_at
