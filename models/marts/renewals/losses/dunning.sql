-- Whether an invoice was paid, written off or voided is told by the moments that are past, not by its status, which is that of
-- today; only a write-off without a moment has nothing else.
with invoices as (
    select
        keys.account_id,
        invoices.invoice_id,
        invoices.subscription_id,
        invoices.currency,
        invoices.amount_due,
        invoices.status,
        -- Invoices on terms of payment are not charged, and a voided one may never have been.
        case when invoices.due_at is null and invoices.status <> 'void' then invoices.attempt_count end as attempt_count,
        {{ reporting_date('coalesce(invoices.finalized_at, invoices.created_at)') }} as sent_on,
        {{ reporting_date('invoices.paid_at') }} as paid_on,
        {{ reporting_date('invoices.voided_at') }} as voided_on,
        {{ reporting_date('invoices.marked_uncollectible_at') }} as written_off_on
    from {{ ref('stg_stripe__invoices') }} as invoices
    inner join {{ ref('account_keys') }} as keys
        on
            invoices.customer_id = keys.source_key
            and keys.source_system = 'stripe'
    where
        invoices.amount_due > 0
        and invoices.status <> 'draft'
        and not invoices.is_deleted
        and {{ reporting_date('coalesce(invoices.finalized_at, invoices.created_at)') }} <= {{ as_of_day() }}
),

tried as (
    select
        invoices.*,
        coalesce(attempts.first_failed_on, invoices.sent_on) as first_failed_on,
        coalesce(attempts.last_failed_on, invoices.sent_on) as last_failed_on,
        attempts.failure_code,
        greatest(
            coalesce(attempts.failed_charges, 0),
            coalesce(invoices.attempt_count, 0) - case when invoices.status = 'paid' then 1 else 0 end
        ) as failed_attempts,
        case
            when coalesce(invoices.paid_on, attempts.charged_on) <= {{ as_of_day() }}
                then coalesce(invoices.paid_on, attempts.charged_on)
        end as recovered_on,
        case
            when invoices.written_off_on <= {{ as_of_day() }} or invoices.voided_on <= {{ as_of_day() }}
                then least(invoices.written_off_on, invoices.voided_on)
        end as given_up_on
    from invoices
    left join {{ ref('dunning_attempts') }} as attempts
        on invoices.invoice_id = attempts.invoice_id
),

told as (
    select
        tried.*,
        {{ converted('tried.amount_due', 'rates.rate') }} as amount,
        case
            when tried.recovered_on is not null then 'recovered'
            when tried.given_up_on is not null then 'lost'
            when tried.status = 'uncollectible' and tried.written_off_on is null then 'lost'
            else 'open'
        end as outcome
    from tried
    left join {{ ref('reporting_rates') }} as rates
        on
            rates.month_end = {{ month_end('tried.first_failed_on') }}
            and tried.currency = rates.currency
    where tried.failed_attempts > 0
)

select
    told.invoice_id,
    told.account_id,
    told.subscription_id,
    told.currency,
    cast(told.amount_due as decimal(18, 6)) as invoice_amount,
    told.amount,
    cast(told.failed_attempts as integer) as failed_attempts,
    told.failure_code,
    told.first_failed_on,
    told.last_failed_on,
    {{ month_end('told.first_failed_on') }} as month_end,
    told.outcome,
    told.recovered_on,
    case when told.outcome = 'lost' then told.given_up_on end as lost_on,
    cast(case when told.outcome = 'recovered' then told.amount else 0 end as decimal(18, 6)) as recovered_amount,
    cast(case when told.outcome = 'lost' then told.amount else 0 end as decimal(18, 6)) as lost_amount,
    cast(case when told.outcome = 'open' then told.amount else 0 end as decimal(18, 6)) as open_amount,
    cast({{ days_between('told.first_failed_on', 'coalesce(told.recovered_on, told.given_up_on, ' ~ as_of_day() ~ ')') }} as integer)
        as days
from told
