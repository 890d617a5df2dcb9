-- A text speaks of the theme whose word, of those that occur in it, stands first in seed feedback_words.
with texts as (
    select
        'survey:' || asks.response_id as feedback_id,
        'survey' as source,
        asks.account_id,
        asks.responded_on as stated_on,
        {{ masked('asks.comment') }} as text,
        asks.survey_type,
        asks.source_file,
        asks.source_row
    from {{ ref('survey_asks') }} as asks
    where trim(asks.comment) <> '' and asks.responded_on is not null
    union all
    select
        'ticket:' || tickets.ticket_id as feedback_id,
        'ticket' as source,
        spells.account_id,
        {{ reporting_date('tickets.created_at') }} as stated_on,
        {{ masked('tickets.subject') }} as text,
        cast(null as varchar) as survey_type,
        tickets.source_file,
        tickets.source_row
    from {{ ref('stg_support__tickets') }} as tickets
    inner join {{ ref('ticket_spells') }} as spells
        on
            tickets.ticket_id = spells.ticket_id
            and tickets.source_system = spells.source_system
            and spells.spell = 0
    where trim(tickets.subject) <> '' and not tickets.is_deleted and tickets.created_at <= {{ as_of() }}
),

themed as (
    select
        texts.feedback_id,
        min(words.rank) as rank
    from texts
    inner join {{ ref('feedback_words') }} as words
        on
            lower(texts.text) like '%' || words.word || '%'
            and {{ in_force('words', 'texts.stated_on') }}
    group by texts.feedback_id
)

select
    texts.feedback_id,
    texts.source,
    texts.account_id,
    texts.stated_on,
    {{ month_end('texts.stated_on') }} as month_end,
    coalesce(account_mrr.segment_at_close, 'unknown') as segment,
    cast(coalesce(12 * account_mrr.closing_mrr, 0) as decimal(18, 6)) as arr,
    coalesce(words.theme, 'other') as theme,
    coalesce(words.label, 'Other') as theme_label,
    coalesce(words.is_feature_request, false) as is_feature_request,
    texts.survey_type,
    texts.text,
    texts.source_file,
    texts.source_row
from texts
left join themed
    on texts.feedback_id = themed.feedback_id
left join {{ ref('feedback_words') }} as words
    on
        themed.rank = words.rank
        and {{ in_force('words', 'texts.stated_on') }}
left join {{ ref('account_mrr') }} as account_mrr
    on
        texts.account_id = account_mrr.account_id
        and {{ month_end('texts.stated_on') }} = account_mrr.month_end
