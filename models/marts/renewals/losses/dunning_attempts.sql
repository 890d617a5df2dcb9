-- Charges name their invoice in the older API alone; else one is about the customer's newest invoice of that amount.
with invoices as (
    select
        invoices.invoice_id,
        invoices.customer_id,
        invoices.currency,
        invoices.amount_due,
        invoices.created_at,
        {{ reporting_date('invoices.created_at') }} + rules.match_days as last_day
    from {{ ref('stg_stripe__invoices') }} as invoices
    inner join {{ ref('dunning_rules') }} as rules
        on {{ in_force('rules', reporting_date('invoices.created_at')) }}
    where invoices.amount_due > 0 and invoices.status <> 'draft' and not invoices.is_deleted
),

charges as (
    select
        charges.charge_id,
        charges.customer_id,
        charges.invoice_id,
        charges.amount,
        charges.currency,
        charges.created_at,
        charges.failure_code,
        charges.status,
        charges.is_paid,
        {{ reporting_date('charges.created_at') }} as charged_on
    from {{ ref('stg_stripe__charges') }} as charges
    where {{ reporting_date('charges.created_at') }} <= {{ as_of_day() }}
),

pairs as (
    select
        charges.charge_id,
        charges.invoice_id
    from charges
    where charges.invoice_id is not null
    union all
    select
        charges.charge_id,
        invoices.invoice_id
    from charges
    inner join invoices
        on
            charges.customer_id = invoices.customer_id
            and charges.currency = invoices.currency
            and charges.amount = invoices.amount_due
            and charges.created_at >= invoices.created_at
            and charges.charged_on <= invoices.last_day
    where charges.invoice_id is null
),

matched as (
    select
        pairs.charge_id,
        pairs.invoice_id,
        row_number() over (partition by pairs.charge_id order by invoices.created_at desc, pairs.invoice_id asc) as match_rank
    from pairs
    inner join invoices
        on pairs.invoice_id = invoices.invoice_id
)

select
    matched.invoice_id,
    count(case when charges.status = 'failed' then 1 end) as failed_charges,
    min(case when charges.status = 'failed' then charges.charged_on end) as first_failed_on,
    max(case when charges.status = 'failed' then charges.charged_on end) as last_failed_on,
    max(case when charges.status = 'failed' then charges.failure_code end) as failure_code,
    min(case when charges.is_paid then charges.charged_on end) as charged_on
from matched
inner join charges
    on matched.charge_id = charges.charge_id
where matched.match_rank = 1
group by matched.invoice_id
