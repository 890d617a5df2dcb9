-- Contacts who rose to the title that they have, or came to another department, and those of departments that take an
-- interest later on.
create or replace table contact_changes as
with drawn as (
    select
        contacts.contact_id,
        contacts.contact,
        contacts.j,
        contacts.title,
        contacts.department,
        contacts.created_at + to_days((120 + pick(contacts.contact, 'risen after', 900))::int) as changed_at,
        map {1: 'Director of Operations', 2: 'IT Specialist', 3: 'Finance Manager', 4: 'Operations Assistant',
            5: 'VP Operations', 6: 'Buyer'}[contacts.j] as title_before,
        spans.live_to,
    from contacts
    inner join account_spans as spans on spans.i = contacts.i
    where contacts.left_at is null
)

select contact_id, 'Title' as field, title_before as old_value, title as new_value, changed_at, contact * 2 as change
from drawn
where title_before is not null and chance(contact, 'risen') < 0.10 and changed_at < least(live_to, getvariable('now'))
union all
select contact_id, 'Department', 'Customer Care', department, changed_at, contact * 2 + 1
from drawn
where j = 4 and chance(contact, 'other department') < 0.06 and changed_at < least(live_to, getvariable('now'));

create or replace table later_contacts as
select
    accounts.i,
    9 as j,
    accounts.i * 100 + 9 as contact,
    salesforce_id('003', accounts.i * 100 + 9) as contact_id,
    first_names.name as first_name,
    last_names.name as last_name,
    lower(first_names.name || '.' || last_names.name) || '9@' || identities.contact_domain as email,
    pick_from(accounts.i, 'department', ['Marketing', 'People', 'Legal', 'Logistics']) as department,
    department || ' Manager' as title,
    spans.live_from + to_days((150 + pick(accounts.i, 'interest after', 700))::int) as created_at,
    null::timestamp as left_at,
from accounts
inner join account_spans as spans on spans.i = accounts.i
inner join identities on identities.i = accounts.i
inner join first_names on first_names.n = pick(accounts.i * 100 + 9, 'contact first', 50)
inner join last_names on last_names.n = pick(accounts.i * 100 + 9, 'contact last', 64)
where accounts.scenario is null and accounts.tier <> 'low' and chance(accounts.i, 'new department') < 0.25
    and created_at < least(spans.live_to, getvariable('now')) - to_days(1);
