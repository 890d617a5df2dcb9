select
    {'type': 'User', 'url': '/services/data/v61.0/sobjects/User/' || user_id} as attributes,
    user_id as "Id",
    user_name as "Name",
    email as "Email",
    map {'csm': 'Customer Success Manager', 'sales': 'Account Executive',
        'manager': 'Director of Customer Success'}[role] as "Title",
    case role when 'sales' then 'Sales' else 'Customer Success' end as "Department",
    is_active as "IsActive",
    manager_id as "ManagerId",
    '2021-01-04T09:00:00.000+0000' as "CreatedDate",
    '2025-11-03T08:00:00.000+0000' as "SystemModstamp",
from vendor_users
order by n
