select
    'PB-' || key as log_id,
    accounts.account_id,
    case when wellbeing < 0.3 then 'Risk: usage decline' else 'QBR preparation' end as playbook,
    'Call the sponsor' as step,
    owners.csm_email as owner,
    month_start + 12 as started_at,
    month_start + 19 as due_on,
    case when chance(key, 'done') < 0.8 then month_start + (13 + pick(key, 'done on', 12))::int end as completed_at,
    case when chance(key, 'done') < 0.8 then 'done' end as outcome,
from account_months
inner join accounts using (i)
inner join owners using (i)
where (wellbeing < 0.3 or chance(key, 'qbr') < 0.06) and month_start + 25 < getvariable('as_of')
order by month_start, accounts.i
