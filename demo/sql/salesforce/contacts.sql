select
    contacts.contact_id as "Id",
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
    iso_millis(modified_at) as "LastModifiedDate",
    iso_millis(modified_at) as "SystemModstamp",
    contacts.contact % 997 = 0 as "IsDeleted",
    null::varchar as "MasterRecordId",
from (
    select
        people.*,
        coalesce(
            case when people.left_at < getvariable('now') then people.left_at end,
            changes.changed_at,
            least(people.created_at + to_days(3), getvariable('now') - to_seconds(1))
        ) as modified_at,
    from (from contacts union all by name from later_contacts) as people
    left join (select contact_id, max(changed_at) as changed_at from contact_changes group by contact_id) as changes
        on changes.contact_id = people.contact_id
) as contacts
inner join accounts on accounts.i = contacts.i
order by contacts.contact
