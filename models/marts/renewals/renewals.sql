with dated as (
    select
        amounts.*,
        rules.multi_year_months,
        rules.talk_days,
        -- A year has 365.25 days, so twelve months of 30.4375 each.
        cast(
            round({{ divide(days_between('amounts.started_on', 'amounts.due_date + 1'), '30.4375') }}, 0) as integer
        ) as term_months,
        talks.talk_started_on,
        {{ days_between('talks.talk_started_on', 'amounts.due_date') }} as talk_lead_days
    from {{ ref('renewal_amounts') }} as amounts
    inner join {{ ref('renewal_rules') }} as rules
        on amounts.rules_version = rules.version
    left join {{ ref('renewal_talks') }} as talks
        on amounts.term_id = talks.term_id
)

select
    dated.term_id as renewal_id,
    dated.account_id,
    dated.source,
    dated.source_key,
    sources.reason as source_reason,
    dated.segment,
    dated.started_on,
    dated.due_date,
    {{ month_end('dated.due_date') }} as due_month_end,
    dated.term_months,
    dated.term_months >= dated.multi_year_months as is_multi_year,
    dated.auto_renews,
    cast(dated.due_date - dated.notice_days as date) as notice_date,
    dated.mrr_due,
    cast(dated.mrr_due * 12 as decimal(18, 6)) as amount_due,
    dated.ended_early_on,
    dated.ended_early_mrr,
    cast(dated.ended_early_mrr * 12 as decimal(18, 6)) as ended_early_amount,
    dated.outcome,
    dated.decided_by,
    dated.decided_on,
    dated.timing,
    dated.renewing_term_id as renewed_into,
    dated.co_termed_with,
    dated.renewed_on,
    dated.booked_on,
    dated.renewed_mrr,
    cast(dated.renewed_mrr * 12 as decimal(18, 6)) as renewed_amount,
    dated.uplift_mrr,
    cast(dated.uplift_mrr * 12 as decimal(18, 6)) as uplift_amount,
    dated.price_uplift_mrr,
    cast({{ days_between('dated.today', 'dated.due_date') }} as integer) as days_to_due,
    phases.phase,
    phases.next_step,
    cast(phases.next_step_on as date) as next_step_on,
    dated.talk_started_on,
    cast(dated.talk_lead_days as integer) as talk_lead_days,
    coalesce(dated.talk_lead_days >= dated.talk_days, false) as is_talk_in_time,
    dated.is_provisional,
    dated.rules_version
from dated
left join {{ ref('renewal_sources') }} as sources
    on
        dated.term_id = sources.chosen_term_id
        and sources.is_chosen
left join {{ ref('renewal_phases') }} as phases
    on dated.term_id = phases.term_id
