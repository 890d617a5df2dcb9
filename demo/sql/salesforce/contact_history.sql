select
    salesforce_id('03H', contact_changes.change) as "Id",
    contact_changes.contact_id as "ContactId",
    field as "Field",
    old_value as "OldValue",
    new_value as "NewValue",
    owners.csm_id as "CreatedById",
    iso_millis(changed_at) as "CreatedDate",
    false as "IsDeleted",
from contact_changes
inner join contacts using (contact_id)
inner join owners using (i)
order by changed_at, change
