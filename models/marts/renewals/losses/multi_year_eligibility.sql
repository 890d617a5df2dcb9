-- The criteria stand in the order of their seed, which holds up to nine.
with summed as (
    select
        checks.renewal_id,
        min(case when checks.is_required and not checks.is_met then 0 else 1 end) = 1 as is_eligible,
        count(*) as criteria,
        count(case when checks.is_met then 1 end) as criteria_met,
        {% for words, condition in [('met', 'checks.is_met'), ('unmet', 'not checks.is_met')] %}
        {% for place in range(1, 10) %}
        coalesce(max(case when {{ condition }} and checks.sort_order = {{ place }} then checks.label || '; ' end), '')
        {% if not loop.last %}||{% endif %}
        {% endfor %}
            as {{ words }},
        {% endfor %}
        max(checks.criterion_version) as criterion_version
    from {{ ref('multi_year_checks') }} as checks
    group by checks.renewal_id
)

select
    summed.renewal_id,
    renewals.account_id,
    accounts.account_name,
    accounts.owner_id,
    accounts.owner_name,
    renewals.segment,
    renewals.due_date,
    cast(renewals.mrr_due * 12 as decimal(18, 6)) as amount_due,
    summed.is_eligible,
    cast(summed.criteria as integer) as criteria,
    cast(summed.criteria_met as integer) as criteria_met,
    nullif(trim(trailing '; ' from summed.met), '') as criteria_met_names,
    nullif(trim(trailing '; ' from summed.unmet), '') as criteria_unmet_names,
    summed.criterion_version
from summed
inner join {{ ref('renewals') }} as renewals
    on summed.renewal_id = renewals.renewal_id
inner join {{ ref('accounts') }} as accounts
    on renewals.account_id = accounts.account_id
