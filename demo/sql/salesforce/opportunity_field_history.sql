select
    salesforce_id('017', change) as "Id",
    deals.opportunity_id as "OpportunityId",
    field as "Field",
    old_value as "OldValue",
    new_value as "NewValue",
    case when deals.type = 'New Business' then owners.sales_id else owners.csm_id end as "CreatedById",
    iso_millis(step_at) as "CreatedDate",
    false as "IsDeleted",
from deal_changes
inner join deals using (deal)
inner join owners using (i)
order by change
