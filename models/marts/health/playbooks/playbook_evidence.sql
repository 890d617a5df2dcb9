-- What systems recorded serves where nobody wrote a step into the log.
with wanted as (
    select distinct steps.evidence_fact
    from {{ ref('playbook_steps') }} as steps
)

select
    facts.account_id,
    facts.fact as evidence_fact,
    facts.known_on as shown_on
from {{ ref('signal_facts') }} as facts
inner join wanted
    on facts.fact = wanted.evidence_fact
union all
select
    accounts.account_id,
    'success_plan_started' as evidence_fact,
    plans.started_on as shown_on
from {{ ref('stg_manual__success_plans') }} as plans
inner join {{ ref('crm_accounts') }} as accounts
    on plans.account_id = accounts.crm_account_id
union all
select
    renewals.account_id,
    'renewal_booked' as evidence_fact,
    renewals.booked_on as shown_on
from {{ ref('renewals') }} as renewals
where renewals.outcome = 'renewed' and renewals.booked_on is not null
union all
select
    runs.account_id,
    'run_started' as evidence_fact,
    runs.started_on as shown_on
from {{ ref('playbook_runs') }} as runs
