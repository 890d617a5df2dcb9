-- Every answer that counts is in the score of its month, and every survey sent in the questions of its month.
with rows_behind as (
    select
        {{ month_end('responses.responded_on') }} as month_end,
        responses.survey_type,
        count(*) as responses,
        0 as invitations
    from {{ ref('survey_responses') }} as responses
    where responses.is_counted
    group by {{ month_end('responses.responded_on') }}, responses.survey_type
    union all
    select
        {{ month_end('responses.sent_on') }} as month_end,
        responses.survey_type,
        0 as responses,
        count(*) as invitations
    from {{ ref('survey_responses') }} as responses
    where responses.sent_on is not null
    group by {{ month_end('responses.sent_on') }}, responses.survey_type
),

-- Months without books have no scores.
counted as (
    select
        rows_behind.month_end,
        rows_behind.survey_type,
        sum(rows_behind.responses) as responses,
        sum(rows_behind.invitations) as invitations
    from rows_behind
    inner join {{ ref('scorecard_months') }} as months
        on rows_behind.month_end = months.month_end and months.segment = 'all'
    group by rows_behind.month_end, rows_behind.survey_type
)

select
    counted.month_end,
    counted.survey_type,
    counted.responses,
    scores.responses as scored_responses
from counted
left join {{ ref('survey_scores') }} as scores
    on
        counted.month_end = scores.month_end
        and counted.survey_type = scores.survey_type
        and scores.segment = 'all'
        and scores.window_months = 1
where
    scores.month_end is null
    or counted.responses <> scores.responses
    or counted.invitations <> scores.invitations
