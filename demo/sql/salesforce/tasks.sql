select
    salesforce_id('00T', touch) as "Id",
    accounts.account_id as "AccountId",
    salesforce_id('003', touches.i * 100 + contact_j) as "WhoId",
    accounts.account_id as "WhatId",
    owners.csm_id as "OwnerId",
    case
        when u < 0.45 then 'Email: check-in' when u < 0.7 then 'Call' when u < 0.85 then 'Share usage report' else
            'Follow up on open tickets'
    end as "Subject",
    case when u < 0.45 then 'Email' when u < 0.7 then 'Call' else 'Other' end as "Type",
    case when u < 0.45 then 'Email' when u < 0.7 then 'Call' else 'Task' end as "TaskSubtype",
    'Completed' as "Status",
    'Normal' as "Priority",
    strftime(on_date, '%Y-%m-%d') as "ActivityDate",
    iso_millis(on_date + to_seconds(second)) as "CompletedDateTime",
    case when u >= 0.45 and u < 0.7 then 120 + pick(touch, 'call', 1500) end as "CallDurationInSeconds",
    case
        when u >= 0.45 and u < 0.7 then pick_from(touch, 'disposition', ['Connected', 'Left Voicemail', 'No Answer'])
    end as "CallDisposition",
    true as "IsClosed",
    on_date < getvariable('as_of') - 400 as "IsArchived",
    touch % 1009 = 0 as "IsDeleted",
    iso_millis(on_date + to_seconds(second)) as "CreatedDate",
    iso_millis(on_date + to_seconds(second + 5)) as "SystemModstamp",
from touches
inner join accounts on accounts.i = touches.i
inner join owners on owners.i = touches.i
where u < 0.88 and year(on_date) = getvariable('year')
order by on_date, second, touch
