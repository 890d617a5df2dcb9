with read as (
    select
        outcomes.*,
        case when outcomes.renewing_term_id is null then outcomes.term_id end as unlinked_term_id,
        case when due.term_id is null then 0 else due.mrr end as mrr_due,
        case when renewed.term_id is null then 0 else renewed.mrr end as renewing_mrr,
        case when ended.term_id is null then 0 else ended.mrr end as ended_early_mrr,
        early_ends.ended_early_on,
        coalesce(prices.price_effect_mrr, 0) as price_effect_mrr
    from {{ ref('renewal_outcomes') }} as outcomes
    left join {{ ref('renewal_readings') }} as due
        on
            outcomes.term_id = due.term_id
            and due.reading = 'due'
    left join {{ ref('renewal_readings') }} as renewed
        on
            outcomes.term_id = renewed.term_id
            and renewed.reading = 'renewed'
    left join {{ ref('renewal_readings') }} as ended
        on
            outcomes.term_id = ended.term_id
            and ended.reading = 'ended'
    left join {{ ref('renewal_early_ends') }} as early_ends
        on outcomes.term_id = early_ends.term_id
    left join {{ ref('renewal_price_effects') }} as prices
        on outcomes.term_id = prices.term_id
),

-- A term that renews several is shared out by what was due, so that it counts once.
shared as (
    select
        read.*,
        count(*) over renewing - 1 as co_termed_with,
        {% for whole in ['renewing_mrr', 'price_effect_mrr'] %}
        cast(coalesce(
            {{ divide(
                'cast(read.' ~ whole ~ ' as double) * read.mrr_due',
                'sum(read.mrr_due) over renewing',
            ) }},
            {{ divide('read.' ~ whole, 'count(*) over renewing') }}
        ) as decimal(18, 6)) as own_{{ whole }},
        {% endfor %}
        {{ month_end('least(read.due_date, read.today)') }} as told_month_end
    from read
    window renewing as (partition by read.renewing_term_id, read.unlinked_term_id)
),

split as (
    select
        shared.*,
        cast(least(shared.own_renewing_mrr, shared.mrr_due) as decimal(18, 6)) as renewed_mrr,
        cast(greatest(shared.own_renewing_mrr - shared.mrr_due, 0) as decimal(18, 6)) as uplift_mrr
    from shared
)

select
    split.term_id,
    split.account_id,
    split.source,
    split.source_key,
    coalesce(account_mrr.segment, 'unknown') as segment,
    split.started_on,
    split.due_date,
    split.today,
    split.auto_renews,
    split.notice_days,
    cast(split.mrr_due as decimal(18, 6)) as mrr_due,
    split.ended_early_on,
    cast(split.ended_early_mrr as decimal(18, 6)) as ended_early_mrr,
    split.outcome,
    split.decided_by,
    split.decided_on,
    split.timing,
    split.renewing_term_id,
    split.renewed_on,
    split.booked_on,
    split.renewed_mrr,
    split.uplift_mrr,
    cast(greatest(least(split.own_price_effect_mrr, split.uplift_mrr), 0) as decimal(18, 6)) as price_uplift_mrr,
    cast(case when split.outcome = 'renewed' then split.co_termed_with else 0 end as integer) as co_termed_with,
    split.outcome = 'open' or coalesce(split.renewed_on > split.today, false) as is_provisional,
    split.rules_version
from split
left join {{ ref('account_mrr') }} as account_mrr
    on
        split.account_id = account_mrr.account_id
        and split.told_month_end = account_mrr.month_end
