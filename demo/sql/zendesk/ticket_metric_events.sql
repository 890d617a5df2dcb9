-- Reply and resolution clocks of each ticket, with the targets of the policy that applied. Hard cases have more events in
-- ticket_clock_cases, or lack those that are left out here.
select
    ticket_id * 10 + step as id,
    ticket_id,
    metric,
    1 as instance_id,
    type,
    iso_z(moment) as time,
    case when type = 'apply_sla'
        then {'target': target_minutes, 'business_hours': false, 'target_in_seconds': target_minutes * 60,
        'policy': {'id': 25, 'title': 'Standard'}} end as sla,
    case when type = 'update_status'
        then {'calendar': (seconds(moment) - seconds(created_at)) // 60,
            'business': (seconds(moment) - seconds(created_at)) // 180} end
    as status,
    hard_case is not distinct from 'policy_loosened' and type = 'breach' and metric = 'reply_time' as deleted,
from (
    select
        tickets.*,
        map {'urgent': 60, 'high': 240, 'normal': 480, 'low': 1440}[priority] as reply_target,
        map {'urgent': 480, 'high': 1440, 'normal': 4320, 'low': 10080}[priority] as solve_target,
        unnest([0, 1, 2, 3, 4, 5, 6, 7, 8]) as step,
        ['activate', 'apply_sla', 'breach', 'fulfill', 'update_status', 'activate', 'apply_sla', 'breach',
            'fulfill'][step + 1] as type,
        case when step < 5 then 'reply_time' else 'resolution_time' end as metric,
        case when step < 5 then reply_target else solve_target end as target_minutes,
        case
            when step in (0, 1, 5, 6) then created_at
            when step in (2, 7) then created_at + to_minutes(target_minutes)
            when step in (3, 4) then replied_at
            else solved_at
        end as moment,
    from tickets
    where not is_deleted
)
where (hard_case is distinct from 'no_reply_events' or metric <> 'reply_time')
    and (hard_case is distinct from 'no_policy' or metric <> 'reply_time' or type not in ('apply_sla', 'breach'))
    and moment < getvariable('now') and (step <> 2 or moment < replied_at) and (step <> 7 or moment < solved_at)
    and date_trunc('year', moment) = make_date(getvariable('year'), 1, 1)
order by id
