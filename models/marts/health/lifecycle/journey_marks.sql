-- Whichever fact of a step comes first tells that it was taken.
with facts as (
    select
        facts.account_id,
        facts.fact,
        facts.happened_on
    from {{ ref('signal_facts') }} as facts
    union all
    {% for fact, column in {'key_action': 'key_actions', 'value_event': 'value_events'}.items() %}
    select
        days.account_id,
        '{{ fact }}' as fact,
        days.happened_on
    from {{ ref('product_user_days') }} as days
    where days.{{ column }} > 0
    union all
    {% endfor %}
    select
        crm_accounts.account_id,
        'plan_completed' as fact,
        plans.completed_on as happened_on
    from {{ ref('stg_manual__success_plans') }} as plans
    inner join {{ ref('crm_accounts') }} as crm_accounts
        on plans.account_id = crm_accounts.crm_account_id
    where plans.completed_on <= {{ as_of_day() }}
)

select
    facts.account_id,
    steps.step,
    min(facts.happened_on) as reached_on
from facts
inner join {{ ref('journey_steps') }} as steps
    on
        facts.fact = steps.fact
        and {{ in_force('steps', 'facts.happened_on') }}
group by facts.account_id, steps.step
