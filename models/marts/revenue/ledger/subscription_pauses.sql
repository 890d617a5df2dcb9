-- What tells of a pause: exports that showed the subscription paused, each until the next export of it, and service periods
-- whose invoice was drafted or voided and never collected.
with observations as (
    select
        versions.subscription_id,
        {{ reporting_date('versions.observed_at') }} as observed_on,
        bool_or(versions.is_paused) as is_paused
    from {{ ref('stg_stripe__subscription_item_versions') }} as versions
    where versions.observed_at is not null
    group by versions.subscription_id, {{ reporting_date('versions.observed_at') }}
),

followed as (
    select
        observations.subscription_id,
        observations.is_paused,
        observations.observed_on as valid_from,
        lead(observations.observed_on) over (partition by observations.subscription_id order by observations.observed_on) as valid_to
    from observations
)

select
    followed.subscription_id,
    'export' as evidence,
    followed.valid_from,
    followed.valid_to
from followed
where followed.is_paused
union
select
    invoice_lines.subscription_id,
    'invoice' as evidence,
    {{ reporting_date('invoice_lines.period_start_at') }} as valid_from,
    {{ reporting_date('invoice_lines.period_end_at') }} as valid_to
from {{ ref('stg_stripe__invoice_lines') }} as invoice_lines
inner join {{ ref('stg_stripe__invoices') }} as invoices
    on invoice_lines.invoice_id = invoices.invoice_id
where
    invoices.status in ('draft', 'void')
    and invoice_lines.subscription_id is not null
    and invoice_lines.period_end_at > invoice_lines.period_start_at
