-- One row per rating of a ticket and per answer to a survey of satisfaction.
select
    tickets.account_id,
    ratings.ticket_id as fact_key,
    {{ reporting_date('coalesce(ratings.updated_at, ratings.created_at)') }} as answered_on,
    ratings.score = 'good' as is_satisfied,
    'zendesk' as source_system,
    'stg_zendesk__satisfaction_ratings' as source_table,
    ratings.source_file,
    ratings.source_row
from {{ ref('stg_zendesk__satisfaction_ratings') }} as ratings
inner join {{ ref('ticket_spells') }} as tickets
    on ratings.ticket_id = tickets.ticket_id and tickets.spell = 0
where ratings.score in ('good', 'bad') and not ratings.is_deleted
union all
select
    responses.account_id,
    responses.response_id as fact_key,
    responses.responded_on as answered_on,
    responses.score >= scales.satisfied_from as is_satisfied,
    'manual' as source_system,
    'stg_manual__survey_responses' as source_table,
    responses.source_file,
    responses.source_row
from {{ ref('survey_answers') }} as responses
inner join {{ ref('csat_scales') }} as scales
    on
        coalesce(responses.scale_max, 5) = scales.scale_max
        and {{ in_force('scales', 'responses.responded_on') }}
where responses.survey_type = 'csat'
