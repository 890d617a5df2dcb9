with tickets as (
    select
        spells.*,
        {{ reporting_date('spells.opened_at') }} as opened_on,
        {{ reporting_date('spells.solved_at') }} as solved_on,
        {{ reporting_date('coalesce(spells.solved_at, spells.deleted_at)') }} as ended_on,
        {{ reporting_date('spells.deleted_at') }} as deleted_on,
        {{ reporting_date('spells.severe_at') }} as severe_on,
        {{ divide(dbt.datediff('spells.opened_at', 'spells.solved_at', 'second'), '3600') }} as hours
    from {{ ref('ticket_spells') }} as spells
),

{% set no_end = 'cast(null as date)' %}
{% set was_there = 'spell = 0 and (deleted_on is null or deleted_on > opened_on)' %}
{% set ticket_facts = [
    ('ticket_opened', 'opened_on', no_end, '1', was_there),
    ('severe_ticket_opened', 'severe_on', no_end, '1', was_there ~ ' and severe_on is not null'),
    ('ticket_open', 'opened_on', 'ended_on', '1', 'true'),
    ('severe_ticket_open', 'severe_on', 'ended_on', '1', 'severe_on <= coalesce(ended_on, severe_on)'),
    ('ticket_solved', 'solved_on', no_end, '1', 'solved_on is not null'),
    ('resolution_hours', 'solved_on', no_end, 'hours', 'solved_on is not null'),
] %}
facts as (
    {% for fact, happened_on, ended_on, amount, condition in ticket_facts %}
    select
        account_id,
        '{{ fact }}' as fact,
        ticket_id as fact_key,
        {{ happened_on }} as happened_on,
        {{ ended_on }} as ended_on,
        cast({{ amount }} as decimal(18, 6)) as amount,
        source_system,
        'stg_zendesk__tickets' as source_table,
        source_file,
        source_row
    from tickets
    where {{ condition }}
    union all
    {% endfor %}
    {% for fact, condition in [('csat_response', 'true'), ('csat_satisfied', 'is_satisfied')] %}
    select
        account_id,
        '{{ fact }}' as fact,
        fact_key,
        answered_on as happened_on,
        cast(null as date) as ended_on,
        cast(1 as decimal(18, 6)) as amount,
        source_system,
        source_table,
        source_file,
        source_row
    from {{ ref('csat_answers') }}
    where {{ condition }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    facts.account_id,
    facts.fact,
    facts.fact_key,
    facts.happened_on,
    facts.happened_on as known_on,
    facts.ended_on,
    facts.amount,
    facts.source_system,
    facts.source_table,
    facts.source_file,
    facts.source_row
from facts
