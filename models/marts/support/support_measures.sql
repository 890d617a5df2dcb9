{% set spells = ref('ticket_spells') %}
{% set opened_on = reporting_date('spells.opened_at') %}
{% set was_there = 'spells.spell = 0 and (spells.deleted_at is null or ' ~ reporting_date('spells.deleted_at') ~ ' > ' ~ opened_on ~ ')' %}
{% set solved_on = reporting_date('spells.solved_at') %}
{% set ended_on = reporting_date('coalesce(spells.solved_at, spells.deleted_at)') %}
{% set of_spells = [
    ('tickets_opened', opened_on, '1', was_there),
    ('tickets_reopened', opened_on, '1', 'spells.spell > 0'),
    ('tickets_solved', solved_on, '1', 'spells.solved_at is not null'),
    ('resolution_seconds', solved_on, dbt.datediff('spells.opened_at', 'spells.solved_at', 'second'), 'spells.solved_at is not null'),
    ('tickets_open', opened_on, '1', 'true'),
    ('tickets_open', ended_on, '-1', ended_on ~ ' is not null'),
] %}
{% set replied_on = reporting_date('clocks.fulfilled_at') %}
{% set of_replies = [
    ('first_replies', '1', 'true'),
    ('first_reply_seconds', 'clocks.calendar_seconds', 'true'),
    ('first_replies_in_business_hours', '1', 'clocks.business_seconds is not null'),
    ('first_reply_business_seconds', 'clocks.business_seconds', 'clocks.business_seconds is not null'),
] %}
{% set of_promises = [('sla_measured', '1', 'promises.is_measured'), ('sla_met', '1', 'promises.is_compliant')] %}
{% set of_surveys = [
    ('csat_responses', '1', "responses.survey_type = 'csat' and responses.is_counted"),
    ('csat_satisfied', '1', "responses.survey_type = 'csat' and responses.is_counted and responses.answer_kind = 'satisfied'"),
    ('ces_responses', '1', "responses.survey_type = 'ces' and responses.is_counted and responses.is_on_scale"),
    ('ces_score_sum', 'responses.score', "responses.survey_type = 'ces' and responses.is_counted and responses.is_on_scale"),
    ('nps_responses', '1', "responses.survey_type = 'nps' and responses.is_counted"),
    ('nps_promoters', '1', "responses.survey_type = 'nps' and responses.is_counted and responses.answer_kind = 'promoter'"),
    ('nps_detractors', '1', "responses.survey_type = 'nps' and responses.is_counted and responses.answer_kind = 'detractor'"),
] %}
{% for measure, counted_on, amount, condition in of_spells %}
select
    spells.account_id,
    '{{ measure }}' as measure,
    {{ counted_on }} as counted_on,
    cast({{ amount }} as decimal(18, 6)) as amount
from {{ spells }} as spells
where {{ condition }}
union all
{% endfor %}
{% for measure, amount, condition in of_replies %}
select
    spells.account_id,
    '{{ measure }}' as measure,
    {{ replied_on }} as counted_on,
    cast({{ amount }} as decimal(18, 6)) as amount
from {{ ref('ticket_clocks') }} as clocks
inner join {{ spells }} as spells
    on
        clocks.ticket_id = spells.ticket_id
        and spells.source_system = 'zendesk'
        and spells.spell = 0
where
    clocks.event_metric = 'reply_time'
    and clocks.instance = 1
    and clocks.fulfilled_at is not null
    and {{ condition }}
union all
{% endfor %}
{% for measure, amount, condition in of_promises %}
select
    promises.account_id,
    '{{ measure }}' as measure,
    promises.decided_on as counted_on,
    cast({{ amount }} as decimal(18, 6)) as amount
from {{ ref('ticket_sla') }} as promises
where promises.account_id is not null and not promises.is_group_sla and {{ condition }}
union all
{% endfor %}
{% for measure, amount, condition in of_surveys %}
select
    responses.account_id,
    '{{ measure }}' as measure,
    responses.responded_on as counted_on,
    cast({{ amount }} as decimal(18, 6)) as amount
from {{ ref('survey_responses') }} as responses
where {{ condition }}
{{ 'union all' if not loop.last }}
{% endfor %}
