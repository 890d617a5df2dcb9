-- Answers whose day is not told are left out, as the health score leaves them out: nobody knows since when they are known.
with ratings as (
    select
        ratings.rating_id,
        tickets.account_id,
        ratings.ticket_id,
        ratings.score,
        min(ratings.created_at) over (partition by ratings.ticket_id) as offered_at,
        max(case when ratings.score in ('good', 'bad') then 1 else 0 end) over (partition by ratings.ticket_id) as ticket_answers,
        coalesce(ratings.updated_at, ratings.created_at) as rated_at,
        ratings.comment,
        ratings.source_file,
        ratings.source_row
    from {{ ref('stg_zendesk__satisfaction_ratings') }} as ratings
    inner join {{ ref('ticket_spells') }} as tickets
        on ratings.ticket_id = tickets.ticket_id and tickets.spell = 0
    where ratings.score in ('offered', 'good', 'bad') and not ratings.is_deleted
)

select
    'manual:' || responses.response_id as response_id,
    'manual' as source_system,
    crm_accounts.account_id,
    responses.contact_id,
    cast(null as varchar) as ticket_id,
    responses.survey_type,
    responses.survey_trigger,
    {{ reporting_date('responses.sent_at') }} as sent_on,
    case
        when responses.score is not null and responses.responded_at <= {{ as_of() }}
            then {{ reporting_date('responses.responded_at') }}
    end as responded_on,
    case when responses.responded_at <= {{ as_of() }} then responses.score end as score,
    coalesce(responses.scale_max, types.scale_max) as scale_max,
    cast(null as varchar) as rating,
    case when responses.responded_at <= {{ as_of() }} then responses.comment end as comment,
    types.scale_max as type_scale_max,
    responses.source_file,
    responses.source_row
from {{ ref('stg_manual__survey_responses') }} as responses
inner join {{ ref('survey_types') }} as types
    on
        responses.survey_type = types.survey_type
        and {{ in_force('types', reporting_date('coalesce(responses.sent_at, responses.responded_at)')) }}
left join {{ ref('stg_salesforce__contacts') }} as contacts
    on responses.contact_id = contacts.contact_id
inner join {{ ref('crm_accounts') }} as crm_accounts
    on coalesce(responses.account_id, contacts.account_id) = crm_accounts.crm_account_id
where
    coalesce(responses.sent_at, responses.responded_at) <= {{ as_of() }}
    and (responses.score is null or responses.responded_at is not null)
union all
-- A rating that was offered and then given is one question.
select
    'zendesk:' || ratings.rating_id as response_id,
    'zendesk' as source_system,
    ratings.account_id,
    cast(null as varchar) as contact_id,
    ratings.ticket_id,
    'csat' as survey_type,
    'Ticket solved' as survey_trigger,
    {{ reporting_date('ratings.offered_at') }} as sent_on,
    case when ratings.score <> 'offered' then {{ reporting_date('ratings.rated_at') }} end as responded_on,
    cast(null as decimal(18, 6)) as score,
    cast(null as decimal(18, 6)) as scale_max,
    ratings.score as rating,
    ratings.comment,
    cast(null as decimal(18, 6)) as type_scale_max,
    ratings.source_file,
    ratings.source_row
from ratings
where ratings.score <> 'offered' or ratings.ticket_answers = 0
