-- Events of the clocks that only hard cases have. A clock that was paused for a quarter of the ticket's life reaches its
-- target that much later.
with clocks as (
    select
        *,
        to_seconds(epoch(solved_at - created_at)::bigint // 4) as quarter,
        60 * map {'urgent': 480, 'high': 1440, 'normal': 4320, 'low': 10080}[priority] as solve_seconds,
        60 * map {'urgent': 60, 'high': 240, 'normal': 480, 'low': 1440}[priority] as reply_seconds,
        created_at + to_seconds(solve_seconds) as solve_by,
        created_at + to_seconds(reply_seconds) as reply_by,
        replied_at + to_hours(1) as asked_at,
        replied_at + to_hours(case when ticket_id % 2 = 0 then 2 else 4 end) as answered_at,
    from tickets
    where hard_case is not null
),

events as (
    select ticket_id, 'reply_time' as metric, 1 as instance, reply_by as moment, 'apply_sla' as type, 6 as step,
        6 * reply_seconds as target, 26 as policy, replied_at as kept_at
    from clocks
    where hard_case = 'policy_loosened' and replied_at > reply_by
    union all
    select ticket_id, 'requester_wait_time', 1,
        unnest([created_at, created_at, created_at + quarter, created_at + 2 * quarter,
            case when solve_by <= created_at + quarter then solve_by else solve_by + quarter end, solved_at]),
        unnest(['activate', 'apply_sla', 'pause', 'activate', 'breach', 'fulfill']),
        unnest([1, 2, 3, 4, 5, 6]), solve_seconds, 25, solved_at
    from clocks
    where hard_case = 'waited'
    union all
    select ticket_id, 'agent_work_time', 1, unnest([created_at, created_at, replied_at]),
        unnest(['activate', 'apply_sla', 'fulfill']), unnest([1, 2, 3]), 288000, 27, replied_at
    from clocks
    where hard_case = 'office_hours'
    union all
    select ticket_id, 'reply_time', 2, unnest([asked_at, asked_at, asked_at + to_hours(2), answered_at]),
        unnest(['activate', 'apply_sla', 'breach', 'fulfill']), unnest([1, 2, 3, 4]), 7200, 25, answered_at
    from clocks
    where hard_case = 'second_reply'
    union all
    select ticket_id, 'group_ownership_time', 1, unnest([created_at, created_at, created_at + to_hours(2), replied_at]),
        unnest(['activate', 'apply_group_sla', 'breach', 'fulfill']), unnest([1, 2, 3, 4]), 7200, 28, replied_at
    from clocks
    where hard_case = 'group_promise'
),

promised as (
    select
        *,
        {'target': target // 60, 'business_hours': policy = 27, 'target_in_seconds': target, 'policy': {'id': policy,
        'title': map {25: 'Standard', 26: 'Extended', 27: 'Office hours', 28: 'Support team'}[policy]}} as promise,
    from events
)

select
    9000000000 + ticket_id * 10 + step as id,
    ticket_id,
    metric,
    instance as instance_id,
    type,
    iso_z(moment) as time,
    case when type = 'apply_sla' then promise end as sla,
    case when type = 'apply_group_sla' then promise end as group_sla,
    false as deleted,
from promised
where moment < getvariable('now') - to_hours(1) and (type <> 'breach' or moment < kept_at)
order by id
