-- What the accounts' scorecards add up to in a month is what the promises, the surveys and the tickets say of it. A month
-- that one side does not have counts as nothing there, so that it cannot agree with anything but nothing.
{% set measures = [
    'sla_met', 'sla_measured', 'nps', 'nps_responses', 'csat', 'csat_responses', 'ces_score_sum', 'ces_responses',
    'tickets_opened', 'tickets_solved', 'tickets_open',
] %}
with scorecard as (
    select
        scorecard.month_end,
        scorecard.sla_met,
        scorecard.sla_measured,
        scorecard.nps_promoters - scorecard.nps_detractors as nps,
        scorecard.nps_responses,
        scorecard.csat_satisfied as csat,
        scorecard.csat_responses,
        scorecard.ces_score_sum,
        scorecard.ces_responses,
        scorecard.tickets_opened,
        scorecard.tickets_solved,
        scorecard.tickets_open
    from {{ ref('support_scorecard') }} as scorecard
),

months as (
    select
        scorecard.month_end,
        {{ month_end('scorecard.month_end') }} + 1 as ends_before
    from scorecard
    group by scorecard.month_end
),

tickets as (
    select
        spells.*,
        {{ reporting_date('spells.opened_at') }} as opened_on,
        {{ reporting_date('spells.solved_at') }} as solved_on,
        {{ reporting_date('spells.deleted_at') }} as deleted_on
    from {{ ref('ticket_spells') }} as spells
),

told as (
    {% for measure in measures %}
    select
        scorecard.month_end,
        '{{ measure }}' as measure,
        scorecard.{{ measure }} as amount
    from scorecard
    union all
    {% endfor %}
    {% for measure, counted in [('sla_met', 'promises.is_compliant'), ('sla_measured', 'true')] %}
    select
        {{ month_end('promises.decided_on') }} as month_end,
        '{{ measure }}' as measure,
        case when {{ counted }} then -1 else 0 end as amount
    from {{ ref('ticket_sla') }} as promises
    where promises.is_measured and not promises.is_group_sla and promises.account_id is not null
    union all
    {% endfor %}
    {% for measure, survey_type, amount in [
        ('nps', 'nps', 'scores.promoters - scores.detractors'), ('nps_responses', 'nps', 'scores.responses'),
        ('csat', 'csat', 'scores.satisfied'), ('csat_responses', 'csat', 'scores.responses'),
        ('ces_score_sum', 'ces', 'scores.sum_of_scores'), ('ces_responses', 'ces', 'scores.scored_responses'),
    ] %}
    select
        scores.month_end,
        '{{ measure }}' as measure,
        -({{ amount }}) as amount
    from {{ ref('survey_scores') }} as scores
    where scores.segment = 'all' and scores.window_months = 1 and scores.survey_type = '{{ survey_type }}'
    union all
    {% endfor %}
    {% for measure, counted_on, counted in [
        ('tickets_opened', 'tickets.opened_on',
            'tickets.spell = 0 and (tickets.deleted_on is null or tickets.deleted_on > tickets.opened_on)'),
        ('tickets_solved', 'tickets.solved_on', 'tickets.solved_on is not null'),
    ] %}
    select
        {{ month_end(counted_on) }} as month_end,
        '{{ measure }}' as measure,
        -1 as amount
    from tickets
    where {{ counted }} and tickets.account_id is not null
    union all
    {% endfor %}
    select
        months.month_end,
        'tickets_open' as measure,
        -1 as amount
    from months
    inner join tickets
        on
            months.ends_before > tickets.opened_on
            and (tickets.solved_on is null or months.ends_before <= tickets.solved_on)
            and (
                tickets.solved_on is not null or tickets.deleted_on is null or months.ends_before <= tickets.deleted_on
            )
    where tickets.account_id is not null
)

select
    told.month_end,
    told.measure,
    sum(told.amount) as difference
from told
group by told.month_end, told.measure
having sum(told.amount) <> 0
