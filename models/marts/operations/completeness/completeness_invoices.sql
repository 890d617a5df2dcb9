-- Invoices that are not whole: numbers that are missing, sums that do not come out, lines that are not there.
with numbered as (
    select distinct
        regexp_extract(invoices.invoice_number, '^(.*?)[0-9]+$', 1) as prefix,
        {{ try_cast("regexp_extract(invoices.invoice_number, '([0-9]+)$', 1)", 'bigint') }} as place
    from {{ ref('stg_stripe__invoices') }} as invoices
    where invoices.invoice_number is not null and not invoices.is_deleted
),

neighbours as (
    select
        numbered.prefix,
        numbered.place,
        lag(numbered.place) over (partition by numbered.prefix order by numbered.place) as place_before
    from numbered
    where numbered.place is not null
),

line_sums as (
    select
        lines.invoice_id,
        sum(lines.amount) as gross_amount
    from {{ ref('stg_stripe__invoice_lines') }} as lines
    group by lines.invoice_id
),

documents as (
    select
        documents.document_id as invoice_id,
        documents.amount,
        documents.rate,
        line_sums.gross_amount,
        invoices.subtotal,
        coalesce(parts.amount, 0) as difference
    from {{ ref('billing_documents') }} as documents
    inner join {{ ref('stg_stripe__invoices') }} as invoices
        on documents.document_id = invoices.invoice_id
    left join line_sums
        on documents.document_id = line_sums.invoice_id
    left join {{ ref('billing_amounts') }} as parts
        on parts.part_key = 'sum:' || documents.document_id
    where documents.document_kind = 'invoice'
),

findings as (
    select
        'invoice_number_gap' as check_id,
        case
            when neighbours.place - neighbours.place_before = 2
                then neighbours.prefix || cast(neighbours.place - 1 as varchar)
            else
                neighbours.prefix || cast(neighbours.place_before + 1 as varchar)
                || ' to ' || cast(neighbours.place - 1 as varchar)
        end as finding,
        neighbours.place - neighbours.place_before - 1 as finding_count,
        cast(null as decimal(18, 6)) as amount
    from neighbours
    where neighbours.place - neighbours.place_before > 1
    union all
    select
        'invoice_sum' as check_id,
        documents.invoice_id as finding,
        1 as finding_count,
        {{ converted('abs(documents.difference)', 'documents.rate') }} as amount
    from documents
    inner join {{ ref('completeness_rules') }} as rules
        on rules.check_id = 'invoice_sum' and {{ in_force('rules', as_of_day()) }}
    where
        documents.gross_amount is not null
        and (
            abs(documents.difference) > rules.parameter
            or abs(documents.gross_amount - documents.subtotal) > rules.parameter
        )
    union all
    select
        'invoice_without_lines' as check_id,
        documents.invoice_id as finding,
        1 as finding_count,
        {{ converted('documents.amount', 'documents.rate') }} as amount
    from documents
    where documents.gross_amount is null and documents.amount <> 0
)

select
    findings.check_id,
    'stripe' as source_system,
    'invoices' as source_object,
    cast(null as varchar) as source_file,
    findings.finding,
    cast(findings.finding_count as bigint) as finding_count,
    cast(findings.amount as decimal(18, 6)) as amount
from findings
