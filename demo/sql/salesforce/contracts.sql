select
    contract_id as "Id",
    account_id as "AccountId",
    lpad(contract::varchar, 8, '0') as "ContractNumber",
    start_date as "StartDate",
    end_date as "EndDate",
    term_months as "ContractTerm",
    'Activated' as "Status",
    iso_millis(activated_at) as "ActivatedDate",
    csm_id as "OwnerId",
    '90' as "OwnerExpirationNotice",
    auto_renews as "Auto_Renew__c",
    notice_days as "Notice_Period_Days__c",
    iso_millis(activated_at) as "CreatedDate",
    iso_millis(activated_at + to_hours(1)) as "SystemModstamp",
    false as "IsDeleted",
from contracts
inner join accounts using (i)
inner join owners using (i)
order by contract
