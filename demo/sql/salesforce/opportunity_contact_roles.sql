select
    salesforce_id('00K', deals.deal * 2 + j) as "Id",
    deals.opportunity_id as "OpportunityId",
    salesforce_id('003', deals.i * 100 + j) as "ContactId",
    case j when 1 then 'Decision Maker' else 'Business User' end as "Role",
    j = 1 as "IsPrimary",
    false as "IsDeleted",
    iso_millis(deals.created_at + to_hours(1)) as "CreatedDate",
    iso_millis(deals.created_at + to_hours(1)) as "SystemModstamp",
from deals
cross join range(1, 3) as numbers(j)
where j = 1 or deals.type <> 'Upsell'
order by deals.deal, j
