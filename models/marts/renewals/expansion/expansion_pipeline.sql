-- Stage by stage, what is open today.
select
    opportunities.stage,
    opportunities.stage_rank,
    opportunities.expansion_type,
    opportunities.segment,
    opportunities.probability,
    cast(count(*) as integer) as opportunities,
    cast(count(opportunities.opportunity_id) as integer) as crm_opportunities,
    cast(sum(opportunities.amount) as decimal(18, 6)) as amount,
    cast(sum(case when opportunities.amount_basis = 'estimate' then opportunities.amount else 0 end) as decimal(18, 6))
        as estimated_amount,
    cast(sum(opportunities.expected_amount) as decimal(18, 6)) as expected_amount,
    cast(sum(case when opportunities.amount_basis = 'estimate' then opportunities.expected_amount else 0 end) as decimal(18, 6))
        as estimated_expected_amount
from {{ ref('expansion_opportunities') }} as opportunities
where opportunities.is_in_pipeline
group by
    opportunities.stage, opportunities.stage_rank, opportunities.expansion_type, opportunities.segment, opportunities.probability
