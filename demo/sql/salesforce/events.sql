-- One row per invitee, as the API gives it: the children repeat the meeting.
select
    {'type': 'Event', 'url': '/services/data/v61.0/sobjects/Event/' || salesforce_id('00U', touch * 4 + child)}
        as attributes,
    salesforce_id('00U', touch * 4 + child) as "Id",
    accounts.account_id as "AccountId",
    salesforce_id('003', touches.i * 100 + contact_j) as "WhoId",
    accounts.account_id as "WhatId",
    case child when 0 then owners.csm_id else owners.sales_id end as "OwnerId",
    case
        -- One review in four of the largest accounts is held with executives.
        when u < 0.92 and accounts.tier = 'high' and touch % 4 = 0 then 'Executive business review'
        when u < 0.92 then 'Quarterly business review' when u < 0.96 then 'Training' else 'Onboarding call' end
        as "Subject",
    'Meeting' as "Type",
    iso_offset(on_date + to_seconds(second)) as "StartDateTime",
    iso_offset(on_date + to_seconds(second + 2700)) as "EndDateTime",
    45 as "DurationInMinutes",
    child > 0 as "IsChild",
    true as "IsGroupEvent",
    false as "IsRecurrence",
    false as "IsArchived",
    false as "IsDeleted",
    iso_offset(on_date + to_seconds(second - 86400)) as "CreatedDate",
    iso_offset(on_date + to_seconds(second)) as "SystemModstamp",
from touches
cross join range(0, 3) as invitees(child)
inner join accounts on accounts.i = touches.i
inner join owners on owners.i = touches.i
where u >= 0.88 and child <= touch % 3
order by on_date, second, touch, child
