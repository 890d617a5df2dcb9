-- Whether an invoice is paid is never read from its status, which is that of today: the moments tell it, and only those
-- that are past.
with charged as (
    select
        charges.invoice_id,
        max(charges.created_at) as paid_at
    from {{ ref('stg_stripe__charges') }} as charges
    where charges.is_paid and charges.invoice_id is not null
    group by charges.invoice_id
),

invoices as (
    select
        keys.account_id,
        invoices.invoice_id,
        {{ due_date('invoices') }} as due_on,
        {{ due_date('invoices') }} + rules.grace_days as graced_on,
        {{ reporting_date('coalesce(invoices.paid_at, charged.paid_at)') }} as paid_on,
        {{ reporting_date('invoices.voided_at') }} as voided_on,
        invoices.source_file,
        invoices.source_row
    from {{ ref('stg_stripe__invoices') }} as invoices
    inner join {{ ref('account_keys') }} as keys
        on invoices.customer_id = keys.source_key and keys.source_system = 'stripe'
    inner join {{ ref('payment_rules') }} as rules
        on {{ in_force('rules', due_date('invoices')) }}
    left join charged
        on invoices.invoice_id = charged.invoice_id
    where
        coalesce(invoices.amount_due, invoices.total) > 0
        and invoices.status <> 'draft'
        and not invoices.is_deleted
        -- What was paid, or voided, at a moment that no export tells cannot be said to be early or late.
        and (invoices.status <> 'paid' or coalesce(invoices.paid_at, charged.paid_at) is not null)
        and (invoices.status <> 'void' or invoices.voided_at is not null)
),

due as (
    select
        invoices.*,
        case
            when least(invoices.paid_on, invoices.voided_on) <= {{ as_of_day() }}
                then least(invoices.paid_on, invoices.voided_on)
        end as settled_on
    from invoices
    where
        invoices.graced_on <= {{ as_of_day() }}
        and (invoices.voided_on is null or invoices.voided_on > invoices.graced_on)
),

facts as (
    {% for fact, happened_on, known_on, ended_on, condition in [
        ('invoice_due', 'due_on', 'graced_on', 'cast(null as date)', 'true'),
        ('invoice_on_time', 'due_on', 'graced_on', 'cast(null as date)', 'due.paid_on <= due.graced_on'),
        ('invoice_overdue', 'graced_on + 1', 'graced_on + 1', 'settled_on',
            'due.graced_on < ' ~ as_of_day() ~ ' and (due.settled_on is null or due.settled_on > due.graced_on)'),
    ] %}
    select
        due.account_id,
        '{{ fact }}' as fact,
        due.invoice_id as fact_key,
        due.{{ happened_on }} as happened_on,
        due.{{ known_on }} as known_on,
        {{ ended_on if ended_on.startswith('cast') else 'due.' ~ ended_on }} as ended_on,
        'stg_stripe__invoices' as source_table,
        due.source_file,
        due.source_row
    from due
    where {{ condition }}
    union all
    {% endfor %}
    select
        keys.account_id,
        'failed_payment' as fact,
        charges.charge_id as fact_key,
        {{ reporting_date('charges.created_at') }} as happened_on,
        {{ reporting_date('charges.created_at') }} as known_on,
        cast(null as date) as ended_on,
        'stg_stripe__charges' as source_table,
        charges.source_file,
        charges.source_row
    from {{ ref('stg_stripe__charges') }} as charges
    inner join {{ ref('account_keys') }} as keys
        on charges.customer_id = keys.source_key and keys.source_system = 'stripe'
    where charges.status = 'failed'
)

select
    facts.account_id,
    facts.fact,
    facts.fact_key,
    facts.happened_on,
    facts.known_on,
    facts.ended_on,
    cast(1 as decimal(18, 6)) as amount,
    'stripe' as source_system,
    facts.source_table,
    facts.source_file,
    facts.source_row
from facts
