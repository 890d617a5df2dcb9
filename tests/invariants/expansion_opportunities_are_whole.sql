-- Every opening of a signal and every opportunity of the CRM is told exactly once, and the pipeline holds what is open and counted.
with subjects as (
    select
        openings.account_id || '|' || openings.signal || '|' || cast(openings.opened_on as varchar) as subject,
        count(*) as expected,
        0 as told
    from {{ ref('expansion_openings') }} as openings
    group by openings.account_id, openings.signal, openings.opened_on
    union all
    select
        deals.opportunity_id as subject,
        count(*) as expected,
        0 as told
    from {{ ref('expansion_deals') }} as deals
    group by deals.opportunity_id
    union all
    select
        opportunities.account_id || '|' || opportunities.signal || '|' || cast(opportunities.opened_on as varchar) as subject,
        0 as expected,
        count(*) as told
    from {{ ref('expansion_opportunities') }} as opportunities
    where opportunities.signal <> 'crm_opportunity'
    group by opportunities.account_id, opportunities.signal, opportunities.opened_on
    union all
    select
        opportunities.opportunity_id as subject,
        0 as expected,
        count(*) as told
    from {{ ref('expansion_opportunities') }} as opportunities
    where opportunities.opportunity_id is not null
    group by opportunities.opportunity_id
    union all
    select
        'pipeline' as subject,
        sum(case when opportunities.is_in_pipeline then opportunities.amount + opportunities.expected_amount else 0 end) as expected,
        (select sum(pipeline.amount + pipeline.expected_amount) from {{ ref('expansion_pipeline') }} as pipeline) as told
    from {{ ref('expansion_opportunities') }} as opportunities
    having count(case when opportunities.is_in_pipeline then 1 end) > 0
)

select
    subjects.subject,
    sum(subjects.expected) as expected,
    sum(subjects.told) as told
from subjects
group by subjects.subject
having sum(subjects.expected) <> sum(subjects.told)
