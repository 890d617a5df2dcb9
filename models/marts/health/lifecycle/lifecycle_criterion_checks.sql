-- A criterion may be told in several ways: one that holds is enough, and only what none of them can tell is unknown.
with asked as (
    select distinct criteria.evidence_fact
    from {{ ref('lifecycle_criteria') }} as criteria
),

firsts as (
    select
        facts.account_id,
        facts.fact,
        min(facts.known_on) as known_on
    from {{ ref('signal_facts') }} as facts
    inner join asked
        on facts.fact = asked.evidence_fact
    group by facts.account_id, facts.fact
),

evidence as (
    select
        'account' as evidence_of,
        firsts.account_id,
        firsts.fact,
        firsts.known_on
    from firsts
    union all
    select
        'company' as evidence_of,
        cast(null as varchar) as account_id,
        firsts.fact,
        min(firsts.known_on) as known_on
    from firsts
    group by firsts.fact
),

checked as (
    select
        accounts.account_id,
        accounts.as_of_date,
        accounts.life,
        criteria.to_stage,
        criteria.criterion,
        criteria.is_required,
        criteria.comparison,
        criteria.threshold,
        case
            when criteria.evidence_fact is not null and evidence.fact is null then null
            when criteria.metric is not null then scores.value
            when criteria.per_signal is null then coalesce(signals.amount, 0)
            else {{ divide('coalesce(signals.amount, 0)', 'per_signals.amount') }}
        end as value
    from {{ ref('health_accounts') }} as accounts
    inner join {{ ref('lifecycle_criteria') }} as criteria
        on {{ in_force('criteria', 'accounts.rules_date') }}
    left join {{ ref('health_metric_scores') }} as scores
        on
            accounts.account_id = scores.account_id
            and accounts.as_of_date = scores.as_of_date
            and criteria.metric = scores.metric
    left join {{ ref('account_signals') }} as signals
        on
            accounts.account_id = signals.account_id
            and accounts.as_of_date = signals.as_of_date
            and criteria.signal = signals.signal
    left join {{ ref('account_signals') }} as per_signals
        on
            accounts.account_id = per_signals.account_id
            and accounts.as_of_date = per_signals.as_of_date
            and criteria.per_signal = per_signals.signal
    left join evidence
        on
            criteria.evidence_of = evidence.evidence_of
            and criteria.evidence_fact = evidence.fact
            and (evidence.account_id is null or accounts.account_id = evidence.account_id)
            and accounts.as_of_date >= evidence.known_on
    where accounts.is_weekly
),

judged as (
    select
        checked.*,
        case
            when checked.value is null then 0
            when checked.comparison = 'above' and checked.value > checked.threshold then 2
            when checked.comparison = 'at_least' and checked.value >= checked.threshold then 2
            else 1
        end as rank
    from checked
)

select
    judged.account_id,
    judged.as_of_date,
    judged.life,
    judged.to_stage,
    judged.criterion,
    case max(judged.rank) when 2 then 'met' when 1 then 'unmet' else 'unknown' end as state,
    judged.is_required
from judged
group by
    judged.account_id, judged.as_of_date, judged.life, judged.to_stage, judged.criterion, judged.is_required
