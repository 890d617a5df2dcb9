select
    opportunities.term_id,
    min(opportunities.created_on) as created_on,
    min(case when opportunities.is_won then opportunities.closes_on end) as won_on,
    max(case when opportunities.is_closed and not opportunities.is_won then opportunities.closes_on end) as lost_on,
    count(case when not opportunities.is_closed then 1 end) as open_opportunities
from {{ ref('renewal_opportunity_terms') }} as opportunities
group by opportunities.term_id
