-- One row per account in the export of file_date: its newest version since the export before.
select
    {'type': 'Account', 'url': '/services/data/v61.0/sobjects/Account/' || id} as attributes,
    id as "Id",
    name as "Name",
    type as "Type",
    parent_id as "ParentId",
    website as "Website",
    industry as "Industry",
    employees as "NumberOfEmployees",
    annual_revenue::double as "AnnualRevenue",
    -- Sales owns an account until it is handed over, 45 days after it was entered.
    case
        when version = 1 and not is_newest and created_at::date > getvariable('file_date')::date - 45 then first_owner_id
        else owner_id
    end as "OwnerId",
    {
        'city': 'Springfield',
        'country': country,
        'postalCode': null::varchar,
        'state': null::varchar,
        'street': abs(i) || E' Market Street\nFloor 3'
    }
    as "BillingAddress",
    country as "BillingCountry",
    null::varchar as "AccountNumber",
    pick_from(i, 'source', ['Web', 'Referral', 'Partner', 'Event']) as "AccountSource",
    stripe_customer_id as "Stripe_Customer_ID__c",
    zendesk_organization_id as "Zendesk_Organization_ID__c",
    product_organization_id as "Organization_ID__c",
    strftime(version_at - to_days(2), '%Y-%m-%d') as "LastActivityDate",
    iso_offset(created_at) as "CreatedDate",
    iso_offset(version_at) as "LastModifiedDate",
    iso_offset(version_at + to_seconds(1)) as "SystemModstamp",
    is_deleted as "IsDeleted",
    master_id as "MasterRecordId",
from crm_accounts
where version_at::date > getvariable('after_date') and version_at::date <= getvariable('file_date')
qualify row_number() over (partition by id order by version_at desc, version desc) = 1
order by version_at, id
