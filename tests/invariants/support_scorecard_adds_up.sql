-- What the accounts' scorecards add up to in a month is what the promises and the surveys say of it.
with scorecard as (
    select
        scorecard.month_end,
        sum(scorecard.sla_met) as sla_met,
        sum(scorecard.sla_measured) as sla_measured,
        sum(scorecard.nps_promoters - scorecard.nps_detractors) as nps,
        sum(scorecard.csat_satisfied) as csat,
        sum(scorecard.csat_responses + scorecard.nps_responses) as responses
    from {{ ref('support_scorecard') }} as scorecard
    group by scorecard.month_end
),

promises as (
    select
        {{ month_end('promises.decided_on') }} as month_end,
        count(case when promises.is_compliant then 1 end) as sla_met,
        count(*) as sla_measured
    from {{ ref('ticket_sla') }} as promises
    where promises.is_measured and not promises.is_group_sla and promises.account_id is not null
    group by {{ month_end('promises.decided_on') }}
),

surveys as (
    select
        scores.month_end,
        sum(case when scores.survey_type = 'nps' then scores.promoters - scores.detractors else 0 end) as nps,
        sum(case when scores.survey_type = 'csat' then scores.satisfied else 0 end) as csat,
        sum(case when scores.survey_type in ('nps', 'csat') then scores.responses else 0 end) as responses
    from {{ ref('survey_scores') }} as scores
    where scores.segment = 'all' and scores.window_months = 1
    group by scores.month_end
)

select
    scorecard.*,
    promises.sla_met as promises_met,
    promises.sla_measured as promises_measured,
    surveys.nps as surveyed_nps,
    surveys.csat as surveyed_csat,
    surveys.responses as surveyed_responses
from scorecard
left join promises
    on scorecard.month_end = promises.month_end
left join surveys
    on scorecard.month_end = surveys.month_end
where
    scorecard.sla_met <> coalesce(promises.sla_met, 0)
    or scorecard.sla_measured <> coalesce(promises.sla_measured, 0)
    or scorecard.nps <> coalesce(surveys.nps, scorecard.nps)
    or scorecard.csat <> coalesce(surveys.csat, scorecard.csat)
    or scorecard.responses <> coalesce(surveys.responses, scorecard.responses)
