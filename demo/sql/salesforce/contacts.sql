select
    contact_id as "Id",
    accounts.account_id as "AccountId",
    contacts.email as "Email",
    contacts.first_name as "FirstName",
    contacts.last_name as "LastName",
    contacts.title as "Title",
    contacts.department as "Department",
    contacts.i || E' Market Street\nFloor ' || contacts.j as "MailingStreet",
    null::varchar as "ReportsToId",
    iso_millis(case when contacts.left_at < getvariable('now') then contacts.left_at end) as "EmailBouncedDate",
    case when contacts.left_at < getvariable('now') then '550 5.1.1 user unknown' end as "EmailBouncedReason",
    iso_millis(contacts.created_at) as "CreatedDate",
    iso_millis(
        coalesce(
            case when contacts.left_at < getvariable('now') then contacts.left_at end, contacts.created_at + to_days(3)
        )
    ) as "LastModifiedDate",
    iso_millis(
        coalesce(
            case when contacts.left_at < getvariable('now') then contacts.left_at end, contacts.created_at + to_days(3)
        )
    ) as "SystemModstamp",
    contacts.contact % 997 = 0 as "IsDeleted",
    null::varchar as "MasterRecordId",
from contacts
inner join accounts on accounts.i = contacts.i
order by contacts.contact
