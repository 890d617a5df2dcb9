with read as (
    select
        outcomes.*,
        case when outcomes.renewing_term_id is null then outcomes.term_id end as unlinked_term_id,
        case when due.term_id is null then 0 else due.mrr end as mrr_due,
        case when renewed.term_id is null then 0 else renewed.mrr end as renewing_mrr
    from {{ ref('renewal_outcomes') }} as outcomes
    left join {{ ref('renewal_readings') }} as due
        on
            outcomes.term_id = due.term_id
            and due.reading = 'due'
    left join {{ ref('renewal_readings') }} as renewed
        on
            outcomes.term_id = renewed.term_id
            and renewed.reading = 'renewed'
),

-- A term that renews several is shared out by what was due, so that it counts once.
shared as (
    select
        read.*,
        cast(coalesce(
            {{ divide(
                'cast(read.renewing_mrr as double) * read.mrr_due',
                'sum(read.mrr_due) over renewing',
            ) }},
            {{ divide('read.renewing_mrr', 'count(*) over renewing') }}
        ) as decimal(18, 6)) as own_renewing_mrr
    from read
    window renewing as (partition by read.renewing_term_id, read.unlinked_term_id)
)

select
    shared.term_id as renewal_id,
    shared.account_id,
    shared.source,
    shared.source_key,
    coalesce(account_mrr.segment, 'unknown') as segment,
    shared.started_on,
    shared.due_date,
    {{ month_end('shared.due_date') }} as due_month_end,
    cast(shared.mrr_due as decimal(18, 6)) as mrr_due,
    shared.outcome,
    shared.decided_by,
    shared.timing,
    shared.renewing_term_id as renewed_into,
    shared.renewed_on,
    shared.booked_on,
    cast(least(shared.own_renewing_mrr, shared.mrr_due) as decimal(18, 6)) as renewed_mrr,
    cast(greatest(shared.own_renewing_mrr - shared.mrr_due, 0) as decimal(18, 6)) as uplift_mrr,
    shared.outcome = 'open' or coalesce(shared.renewed_on > shared.today, false) as is_provisional,
    shared.rules_version
from shared
left join {{ ref('account_mrr') }} as account_mrr
    on
        shared.account_id = account_mrr.account_id
        and account_mrr.month_end = {{ month_end('least(shared.due_date, shared.today)') }}
