select
    'PLAN-' || accounts.i as plan_id,
    accounts.account_id,
    'Adoption plan' as plan_name,
    owners.csm_email as owner,
    case when is_lost then 'cancelled' when chance(accounts.i, 'plan') < 0.5 then 'completed' else 'active' end
        as status,
    (live_from::date + 20) as started_on,
    (live_from::date + 200) as target_on,
    case
        when
            not is_lost and chance(accounts.i, 'plan') < 0.5 and live_from::date + 190 < getvariable('as_of')
            then live_from::date + 190
    end as completed_on,
from account_spans
inner join accounts using (i)
inner join owners using (i)
where account_spans.tier <> 'low' and live_from::date + 30 < getvariable('as_of')
order by accounts.i
