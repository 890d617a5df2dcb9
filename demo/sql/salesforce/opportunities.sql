select
    {'type': 'Opportunity', 'url': '/services/data/v61.0/sobjects/Opportunity/' || opportunity_id} as attributes,
    opportunity_id as "Id",
    accounts.account_id as "AccountId",
    account_names.account_name || ' - ' || deals.type as "Name",
    deals.type as "Type",
    case when not is_closed then 'Proposal/Price Quote' when is_won then 'Closed Won' else 'Closed Lost' end
        as "StageName",
    deals.amount::double as "Amount",
    upper(deals.currency) as "CurrencyIsoCode",
    case when not is_closed then 60.0 when is_won then 100.0 else 0.0 end as "Probability",
    case when not is_closed then 'Best Case' when is_won then 'Closed' else 'Omitted' end as "ForecastCategoryName",
    strftime(closed_at, '%Y-%m-%d') as "CloseDate",
    is_closed as "IsClosed",
    is_closed and is_won as "IsWon",
    deals.contract_id as "ContractId",
    case when deals.type = 'New Business' then owners.sales_id else owners.csm_id end as "OwnerId",
    pick_from(deal, 'lead', ['Web', 'Referral', 'Partner', 'Event']) as "LeadSource",
    case when not is_closed then 'Agree on terms' end as "NextStep",
    iso_offset(deals.created_at) as "CreatedDate",
    iso_offset(case when is_closed then closed_at else deals.created_at + to_hours(5) end) as "LastModifiedDate",
    iso_offset(case when is_closed then closed_at else deals.created_at + to_hours(5) end) as "SystemModstamp",
    false as "IsDeleted",
from deals
inner join accounts on accounts.i = deals.i
inner join account_names on account_names.i = deals.i
inner join owners on owners.i = deals.i
order by deals.deal
