-- What customers answered, what their success plans set and achieved, and how their managers see them.
{% set set_on -%}
    coalesce(
        {{ reporting_date('coalesce(objectives.created_at, plans.created_at)') }},
        plans.started_on
    )
{%- endset %}
select
    answers.account_id,
    'nps_response' as fact,
    answers.contact_id as fact_key,
    answers.responded_on as happened_on,
    answers.responded_on as known_on,
    cast(answers.score as decimal(18, 6)) as amount,
    'stg_manual__survey_responses' as source_table,
    answers.source_file,
    answers.source_row
from {{ ref('survey_answers') }} as answers
where answers.survey_type = 'nps'
union all
select
    crm_accounts.account_id,
    'objective_achieved' as fact,
    objectives.objective_id as fact_key,
    objectives.achieved_on as happened_on,
    objectives.achieved_on as known_on,
    cast(1 as decimal(18, 6)) as amount,
    'stg_manual__success_plan_objectives' as source_table,
    objectives.source_file,
    objectives.source_row
from {{ ref('stg_manual__success_plan_objectives') }} as objectives
inner join {{ ref('crm_accounts') }} as crm_accounts
    on objectives.account_id = crm_accounts.crm_account_id
where objectives.achieved_on <= {{ as_of_day() }}
union all
-- An objective once set stays set: what was achieved is a share of it. Where its file tells no moment, it is set with
-- its plan.
select
    crm_accounts.account_id,
    'objective_set' as fact,
    objectives.objective_id as fact_key,
    {{ set_on }} as happened_on,
    {{ set_on }} as known_on,
    cast(1 as decimal(18, 6)) as amount,
    'stg_manual__success_plan_objectives' as source_table,
    objectives.source_file,
    objectives.source_row
from {{ ref('stg_manual__success_plan_objectives') }} as objectives
left join {{ ref('stg_manual__success_plans') }} as plans
    on objectives.plan_id = plans.plan_id
inner join {{ ref('crm_accounts') }} as crm_accounts
    on coalesce(objectives.account_id, plans.account_id) = crm_accounts.crm_account_id
where {{ set_on }} <= {{ as_of_day() }}
{% for fact, column in [('csm_sentiment', 'sentiment'), ('relationship_strength', 'relationship_strength')] %}
union all
select
    crm_accounts.account_id,
    '{{ fact }}' as fact,
    cast(null as varchar) as fact_key,
    assessments.assessed_on as happened_on,
    greatest(
        assessments.assessed_on,
        coalesce({{ reporting_date('assessments.updated_at') }}, assessments.assessed_on)
    ) as known_on,
    assessments.{{ column }} as amount,
    'stg_manual__csm_assessments' as source_table,
    assessments.source_file,
    assessments.source_row
from {{ ref('stg_manual__csm_assessments') }} as assessments
inner join {{ ref('crm_accounts') }} as crm_accounts
    on assessments.account_id = crm_accounts.crm_account_id
where
    assessments.{{ column }} between 1 and 5
    and assessments.contact_id is null
    and assessments.assessed_on <= {{ as_of_day() }}
{% endfor %}
