select
    370000000000 + contacts.contact as id,
    contacts.contact_id as external_id,
    contacts.email,
    contacts.first_name || ' ' || contacts.last_name as name,
    'end-user' as role,
    identities.organization_id,
    true as active,
    false as suspended,
    true as verified,
    iso_z(contacts.created_at) as created_at,
    iso_z(contacts.created_at + to_days(1)) as updated_at,
from contacts
inner join identities on identities.i = contacts.i
union all
select
    379000000000 + k,
    null,
    'agent' || k || '@meridian-works.example',
    'Support Agent ' || k,
    'agent',
    null,
    true,
    false,
    true,
    '2021-01-04T09:00:00Z', '2021-01-04T09:00:00Z',
from range(0, 12) as agents(k)
order by id
