select
    {'type': 'Opportunity', 'url': '/services/data/v61.0/sobjects/Opportunity/' || opportunity_id} as attributes,
    opportunity_id as "Id",
    accounts.account_id as "AccountId",
    account_names.account_name || ' - ' || deals.type as "Name",
    deals.type as "Type",
    newest.stage as "StageName",
    deals.amount::double as "Amount",
    upper(deals.currency) as "CurrencyIsoCode",
    newest.probability::double as "Probability",
    newest.category as "ForecastCategoryName",
    strftime(if(is_closed, closed_at, planned_at), '%Y-%m-%d') as "CloseDate",
    is_closed as "IsClosed",
    is_closed and is_won as "IsWon",
    deals.contract_id as "ContractId",
    case when deals.type = 'New Business' then owners.sales_id else owners.csm_id end as "OwnerId",
    case
        when deals.type = 'Upsell' and chance(deals.deal, 'sourced by success') < 0.55 then 'Customer Success'
        else pick_from(deals.deal, 'lead', ['Web', 'Referral', 'Partner', 'Event'])
    end as "LeadSource",
    deal_reasons.loss_reason as "Loss_Reason__c",
    case when not is_closed then 'Agree on terms' end as "NextStep",
    iso_offset(deals.created_at) as "CreatedDate",
    iso_offset(newest.modified_at) as "LastModifiedDate",
    iso_offset(newest.modified_at) as "SystemModstamp",
    false as "IsDeleted",
from deals
inner join (
    select
        deal,
        arg_max(stage, n) as stage,
        arg_max(probability, n) as probability,
        arg_max(category, n) as category,
        max(case when n = 1 then step_at + to_hours(5) else step_at end) as modified_at,
    from deal_steps
    group by deal
) as newest on newest.deal = deals.deal
left join deal_reasons on deal_reasons.deal = deals.deal
inner join accounts on accounts.i = deals.i
inner join account_names on account_names.i = deals.i
inner join owners on owners.i = deals.i
order by deals.deal
