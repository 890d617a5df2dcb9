"""Hand-kept CSV files: surveys, success plans, costs, playbook log, key map, rates of exchange."""

from demo.build import Settings
from demo.files import Drop

SURVEYS = """
select
    'R' || lpad((key * 4 + kind)::varchar, 12, '0') as response_id,
    ['NPS', 'CSAT', 'CES'][kind] as survey_type,
    accounts.account_id,
    contacts.contact_id,
    contacts.email as contact_email,
    ['Quarterly', 'After a ticket', 'After onboarding'][kind] as trigger,
    strftime(month_start + 10, '%Y-%m-%d') as sent_at,
    strftime(month_start + (11 + pick(key, 'answer', 9))::int, '%Y-%m-%d') as responded_at,
    case kind
        when 1 then greatest(0, least(10, round(3.5 + 6.5 * wellbeing + 3 * (chance(key, 'nps') - 0.5))))
        when 2 then greatest(1, least(5, round(1.6 + 3.4 * wellbeing + 2 * (chance(key, 'csat') - 0.5))))
        else greatest(1, least(7, round(2.2 + 4.6 * wellbeing + 2 * (chance(key, 'ces') - 0.5))))
    end::int::varchar as score,
    [10, 5, 7][kind] as scale_max,
    case when chance(key, 'comment') < 0.15 then case when wellbeing > 0.6 then 'Works well for us' else E'Too slow,\\n"support" did not help' end end as comment,
from account_months
cross join (values (1), (2), (3)) as kinds(kind)
inner join accounts using (i)
inner join contacts on contacts.i = account_months.i and contacts.j = 1 + pick(key + kind, 'who', 3)
where chance(key + kind, 'asked') < [0.20, 0.10, 0.05][kind] and month_start + 20 < getvariable('as_of')
order by month_start, account_months.i, kind
"""

PLANS = """
select
    'PLAN-' || accounts.i as plan_id,
    accounts.account_id,
    'Adoption plan' as plan_name,
    owners.csm_email as owner,
    case when is_lost then 'cancelled' when chance(accounts.i, 'plan') < 0.5 then 'completed' else 'active' end as status,
    (live_from::date + 20) as started_on,
    (live_from::date + 200) as target_on,
    case when not is_lost and chance(accounts.i, 'plan') < 0.5 and live_from::date + 190 < getvariable('as_of') then live_from::date + 190 end as completed_on,
from account_spans
inner join accounts using (i)
inner join owners using (i)
where account_spans.tier <> 'low' and live_from::date + 30 < getvariable('as_of')
order by accounts.i
"""

OBJECTIVES = """
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
    case when chance(accounts.i * 10 + n, 'progress') > 0.7 and live_from::date + (60 * n)::int < getvariable('as_of') then live_from::date + (60 * n - 5)::int end as achieved_on,
from account_spans
inner join accounts using (i)
cross join range(1, 4) as numbers(n)
where account_spans.tier <> 'low' and live_from::date + 30 < getvariable('as_of')
order by accounts.i, n
"""

COSTS = """
select month_start as month, vendor_users.email as owner, 'salary' as cost_type,
    (7800 + 100 * (n % 9))::varchar as amount, 'USD' as currency, 160 as hours
from vendor_users
cross join (
    select unnest(generate_series(getvariable('window_start')::timestamp, date_trunc('month', getvariable('as_of'))::timestamp, interval 1 month))::date
    as month_start
)
where role = 'csm'
order by month_start, n
"""

PLAYBOOKS = """
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
"""

KEY_MAP = """
select 'stripe' as source_system, customer_id as source_key, truth_account_id as account_id, created_at::date as valid_from, null::date as valid_to,
    'finance@meridian-works.example' as decided_by, 'Bills through its finance office' as note
from customers
where method = 'manual_map'
order by customers.c
"""

RATES = """
select rate_date, upper(currency) as from_currency, 'USD' as to_currency,
    (rate_e8 // 100000000) || '.' || lpad((rate_e8 % 100000000)::varchar, 8, '0') as rate
from fx_rates
order by rate_date, currency
"""


def write(drop: Drop, settings: Settings) -> None:
    day = settings.as_of.isoformat()
    bad = "select 'R-BAD-SCORE' as response_id, 'NPS' as survey_type, null, null, null, 'Quarterly', '2026-01-05', '2026-01-06', 'nine', 10, null"
    path = f"manual/survey_responses/survey_responses_{day}.csv"
    rows = drop.table(path, f"select * from ({SURVEYS}) union all {bad}")
    drop.plant("bad_number", path, rows, "R-BAD-SCORE", "rejected_row")
    drop.table(f"manual/success_plans/success_plans_{day}.csv", PLANS)
    drop.table(f"manual/success_plan_objectives/success_plan_objectives_{day}.csv", OBJECTIVES)
    path = f"manual/csm_costs/csm_costs_{day}.csv"
    rows = drop.table(path, f"select * from ({COSTS}) union all select null, 'nobody', 'travel', '120', 'USD', 0")
    drop.plant("missing_value", path, rows, "nobody", "rejected_row")
    drop.table(f"manual/playbook_log/playbook_log_{day}.csv", PLAYBOOKS)
    drop.table(f"manual/account_key_map/account_key_map_{day}.csv", KEY_MAP)
    drop.table(f"manual/fx_rates/fx_rates_{day}.csv", RATES)
