with kinds as (
    select
        told.survey_type,
        told.scale_max,
        told.answer_kind,
        told.answer_value,
        told.lower_score,
        told.lower_included,
        told.upper_score,
        told.upper_included,
        told.effective_from,
        told.effective_to
    from {{ ref('survey_answer_kinds') }} as told
    {% for kind, value, lower, upper, closed in [
        ('satisfied', 1, 'scales.satisfied_from', 'scales.scale_max', 'true'),
        ('not_satisfied', -1, '0', 'scales.satisfied_from', 'false'),
    ] %}
    union all
    select
        'csat' as survey_type,
        scales.scale_max,
        '{{ kind }}' as answer_kind,
        {{ value }} as answer_value,
        {{ lower }} as lower_score,
        true as lower_included,
        {{ upper }} as upper_score,
        {{ closed }} as upper_included,
        scales.effective_from,
        scales.effective_to
    from {{ ref('csat_scales') }} as scales
    {% endfor %}
),

answered as (
    select
        asks.*,
        coalesce(asks.sent_on, asks.responded_on) as asked_on,
        case asks.rating when 'good' then 'satisfied' when 'bad' then 'not_satisfied' else kinds.answer_kind end as answer_kind,
        case asks.rating when 'good' then 1 when 'bad' then -1 else kinds.answer_value end as answer_value
    from {{ ref('survey_asks') }} as asks
    left join kinds
        on
            asks.survey_type = kinds.survey_type
            and asks.scale_max = kinds.scale_max
            and (asks.score > kinds.lower_score or (kinds.lower_included and asks.score = kinds.lower_score))
            and (asks.score < kinds.upper_score or (kinds.upper_included and asks.score = kinds.upper_score))
            and {{ in_force('kinds', 'asks.responded_on') }}
)

select
    answered.response_id,
    answered.source_system,
    answered.account_id,
    answered.contact_id,
    answered.ticket_id,
    answered.survey_type,
    answered.survey_trigger,
    answered.sent_on,
    answered.responded_on,
    answered.responded_on is not null as is_answered,
    cast(answered.score as decimal(18, 6)) as score,
    cast(answered.scale_max as decimal(18, 6)) as scale_max,
    answered.answer_kind,
    cast(answered.answer_value as integer) as answer_value,
    coalesce(answered.responded_on is not null and answered.answer_kind is not null, false) as is_counted,
    coalesce(answered.scale_max = answered.type_scale_max and answered.answer_kind is not null, false) as is_on_scale,
    coalesce(account_mrr.segment_at_close, 'unknown') as segment,
    known.owner_id,
    feedback.text as comment,
    feedback.theme,
    answered.source_file,
    answered.source_row
from answered
left join {{ ref('account_mrr') }} as account_mrr
    on
        answered.account_id = account_mrr.account_id
        and {{ month_end('answered.asked_on') }} = account_mrr.month_end
left join {{ ref('known_accounts') }} as known
    on answered.account_id = known.account_id
left join {{ ref('customer_feedback') }} as feedback
    on feedback.feedback_id = 'survey:' || answered.response_id
