-- What a plan says of its end was true on the day it says: that the account is lost later does not change it.
with planned as (
    select
        *,
        live_from::date + 190 as done_on,
        chance(i, 'plan') < 0.5 and live_from::date + 190 < least(live_to, getvariable('as_of')) as is_done,
    from account_spans
    where tier <> 'low' and live_from::date + 20 < getvariable('as_of')
)

select
    'PLAN-' || accounts.i as plan_id,
    accounts.account_id,
    'Adoption plan' as plan_name,
    owners.csm_email as owner,
    case when is_done then 'completed' when is_lost then 'cancelled' else 'active' end as status,
    (live_from::date + 20) as started_on,
    (live_from::date + 200) as target_on,
    case when is_done then done_on end as completed_on,
from planned
inner join accounts using (i)
inner join owners using (i)
order by accounts.i
