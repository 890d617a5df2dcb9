select
    'OBJ-' || accounts.i || '-' || n as objective_id,
    'PLAN-' || accounts.i as plan_id,
    accounts.account_id,
    ['Weekly active users', 'Reports per week', 'Integrations connected'][n] as objective_name,
    ['weekly_active_users', 'reports', 'integrations'][n] as metric_name,
    5 * n as baseline,
    20 * n as target,
    5 * n + round(20 * n * chance(accounts.i * 10 + n, 'progress'))::int as current,
    case when chance(accounts.i * 10 + n, 'progress') > 0.7 then 'achieved' else 'open' end as status,
    live_from::date + (60 * n)::int as due_on,
    case
        when
            chance(accounts.i * 10 + n, 'progress') > 0.7 and live_from::date + (60 * n)::int < getvariable('as_of')
            then live_from::date + (60 * n - 5)::int
    end as achieved_on,
from account_spans
inner join accounts using (i)
cross join range(1, 4) as numbers(n)
where account_spans.tier <> 'low' and live_from::date + 30 < getvariable('as_of')
order by accounts.i, n
