{% set day = as_of_day() %}
with rules as (
    select rules.*
    from {{ ref('relationship_rules') }} as rules
    where {{ in_force('rules', day) }}
),

touches as (
    select
        touches.contact_id,
        max(touches.happened_on) as last_touch_on,
        count(case when touches.happened_on > {{ day }} - rules.strength_days then 1 end) as touches,
        count(
            case when touches.happened_on > {{ day }} - rules.strength_days and touches.is_reached then 1 end
        ) as reached,
        count(
            case when touches.happened_on > {{ day }} - rules.strength_days and touches.is_missed_call then 1 end
        ) as missed_calls
    from {{ ref('stakeholder_touches') }} as touches
    cross join rules
    group by touches.contact_id
),

answers as (
    select
        answers.*,
        {{ salesforce_id_18('answers.contact_id') }} as answerer_id
    from {{ ref('survey_answers') }} as answers
),

newest_nps as (
    select
        answers.answerer_id,
        answers.score,
        answers.responded_on,
        row_number() over (
            partition by answers.answerer_id
            order by answers.responded_on desc, answers.response_id desc
        ) as place
    from answers
    where answers.survey_type = 'nps'
),

complaints as (
    select
        answers.answerer_id,
        count(*) as complaints
    from answers
    inner join {{ ref('csat_answers') }} as ratings
        on
            answers.response_id = ratings.fact_key
            and ratings.source_system = 'manual'
            and not ratings.is_satisfied
    cross join rules
    where answers.responded_on > {{ day }} - rules.complaint_days
    group by answers.answerer_id
)

select
    contacts.contact_id,
    contacts.account_id,
    touches.last_touch_on,
    cast(coalesce(touches.touches, 0) as integer) as touches,
    cast(coalesce(touches.reached, 0) as integer) as reached,
    cast(coalesce(touches.missed_calls, 0) as integer) as missed_calls,
    case when newest_nps.responded_on > {{ day }} - rules.nps_days then newest_nps.score end as nps,
    cast(coalesce(complaints.complaints, 0) as integer) as complaints
from {{ ref('stakeholder_contacts') }} as contacts
cross join rules
left join touches
    on contacts.contact_id = touches.contact_id
left join newest_nps
    on
        contacts.contact_id = newest_nps.answerer_id
        and newest_nps.place = 1
left join complaints
    on contacts.contact_id = complaints.answerer_id
