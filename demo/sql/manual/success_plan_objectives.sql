-- Three objectives of each plan, due two months apart; an account that does well then reaches more of them.
with drawn as (
    select
        spans.*,
        n,
        chance(spans.i * 10 + n, 'progress') as progress,
        (spans.live_from::date + (60 * n - 5)::int) as reached_on,
        coalesce(months.wellbeing, 0.6) as wellbeing,
    from account_spans as spans
    cross join range(1, 4) as numbers(n)
    left join account_months as months
        on
            months.i = spans.i
            and months.month_start = date_trunc('month', spans.live_from::date + (60 * n - 5)::int)
),

decided as (
    select
        *,
        progress + wellbeing > 1.3 and reached_on < least(live_to, getvariable('as_of')) as is_reached,
    from drawn
)

select
    'OBJ-' || accounts.i || '-' || n as objective_id,
    'PLAN-' || accounts.i as plan_id,
    accounts.account_id,
    ['Weekly active users', 'Reports per week', 'Integrations connected'][n] as objective_name,
    ['weekly_active_users', 'reports', 'integrations'][n] as metric_name,
    5 * n as baseline,
    20 * n as target,
    case when is_reached then 20 * n else 5 * n + floor(15 * n * progress)::int end as current,
    case when is_reached then 'achieved' else 'open' end as status,
    live_from::date + (60 * n)::int as due_on,
    case when is_reached then reached_on end as achieved_on,
from decided
inner join accounts using (i)
where decided.tier <> 'low' and live_from::date + 20 < getvariable('as_of')
order by accounts.i, n
