-- What fell due before the first survey of its type that the extracts know of is not told: nobody knows whether it was asked.
with asks as (
    select
        responses.account_id,
        responses.survey_type,
        coalesce(responses.sent_on, responses.responded_on) as asked_on,
        responses.responded_on
    from {{ ref('survey_responses') }} as responses
),

begun as (
    select
        asks.survey_type,
        min(asks.asked_on) as first_asked_on
    from asks
    group by asks.survey_type
),

asked as (
    select
        due.account_id,
        due.touchpoint,
        due.label,
        due.survey_type,
        due.due_on,
        due.opens_on,
        due.closes_on,
        due.rule_version,
        min(asks.asked_on) as asked_on,
        min(asks.responded_on) as answered_on
    from {{ ref('survey_due_dates') }} as due
    inner join begun
        on
            due.survey_type = begun.survey_type
            and due.opens_on >= begun.first_asked_on
    left join asks
        on
            due.account_id = asks.account_id
            and due.survey_type = asks.survey_type
            and due.opens_on <= asks.asked_on
            and due.closes_on >= asks.asked_on
    group by
        due.account_id, due.touchpoint, due.label, due.survey_type, due.due_on, due.opens_on, due.closes_on, due.rule_version
)

select
    asked.account_id,
    asked.touchpoint,
    asked.label,
    asked.survey_type,
    asked.due_on,
    asked.opens_on,
    asked.closes_on,
    coalesce(account_mrr.segment_at_close, 'unknown') as segment,
    known.owner_id,
    asked.asked_on,
    asked.answered_on,
    case
        when asked.answered_on is not null then 'answered'
        when asked.asked_on is not null then 'asked'
        when asked.closes_on >= {{ as_of_day() }} then 'due'
        else 'missed'
    end as status,
    asked.asked_on is not null as is_asked,
    asked.asked_on is not null or asked.closes_on < {{ as_of_day() }} as is_decided,
    asked.rule_version
from asked
left join {{ ref('account_mrr') }} as account_mrr
    on
        asked.account_id = account_mrr.account_id
        and {{ month_end('least(asked.due_on, ' ~ as_of_day() ~ ')') }} = account_mrr.month_end
left join {{ ref('known_accounts') }} as known
    on asked.account_id = known.account_id
