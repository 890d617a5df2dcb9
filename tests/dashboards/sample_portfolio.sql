-- The book of every owner as of today: who pays, how they do, what is due and what is late, and the reasons that follow.
create table portfolio_rules as
select
    *, 'ours' as source, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('at_risk_emergency', 'at_risk_call', 'emergency', null, 100, 'Call the customer', 'at_risk', 1),
    ('at_risk_critical', 'at_risk_call', 'critical', null, 95, 'Call the customer', 'at_risk', 7),
    ('at_risk', 'at_risk_call', 'at_risk', null, 80, 'Call the customer', 'at_risk', 14),
    ('renewal_ahead', 'renewal_due', 'any', 90, 60, 'Talk about the renewal', 'renewal', 14),
    ('alert_high', 'alert', 'high', 60, 55, 'Look into the alert', null, 3),
    ('overdue_task', 'overdue_task', 'any', null, 70, 'Do the oldest task', null, 0),
    ('qbr_prep', 'qbr_prep', 'any', 14, 65, 'Prepare the review', null, 0),
    ('no_owner', 'no_owner', 'any', null, 50, 'Name an owner', null, 7)
) as rules (rule_id, reason_kind, level, within_days, weight, step_text, playbook, due_days);

create temp table book_accounts as
select
    accounts.*, list.number, '005' || left(list.owner, 3) as book_owner_id,
    health.score, health.band, health.change_30d, health.main_driver, health.lifecycle_stage, health.compared_to,
    renewal_day.today, renewal_day.today - (list.number * 3 % 40) as last_touch_on
from accounts
inner join (select number, account_id, owner_name as owner from account_list) as list using (account_id)
left join account_health as health
    on accounts.account_id = health.account_id and health.profile = 'composite_five' and health.is_current
cross join renewal_day
where accounts.current_mrr > 0;

create table portfolio_tasks as
select
    tasks.account_id, tasks.task_id, 'playbook' as task_kind, tasks.playbook, steps.step_text, tasks.due_on, tasks.state,
    tasks.overdue_days, tasks.owner_role, tasks.owner, tasks.is_optional, tasks.is_closing,
    row_number() over (partition by tasks.account_id order by tasks.due_on)::integer as playbook_rank
from playbook_tasks as tasks
inner join book_accounts using (account_id)
inner join playbook_steps as steps using (playbook, step_id)
where tasks.state in ('open', 'overdue')
union all
-- Every sixth account has its review tomorrow.
select
    account_id, account_id || '|qbr|review', 'playbook', 'qbr', 'Hold the review', today + 1, 'open', 0, 'csm',
    coalesce(owner_name, 'csm'), false, true, 1
from book_accounts
where number % 6 = 1;

-- Every fifth account has a success plan, some of them with a review that is late.
insert into portfolio_tasks
select
    account_id, 'plan|' || number, 'success_plan', null, 'Review the success plan', today - 8 + number,
    if(number < 8, 'overdue', 'open'), greatest(8 - number, 0), 'csm', coalesce(owner_name, 'csm'), false, false, 1
from book_accounts
where number % 5 = 2;

create table portfolio_health_history as
select
    health.account_id, health.as_of_date,
    dense_rank() over (order by health.as_of_date desc)::integer as age, health.score, health.band
from account_health as health
inner join book_accounts using (account_id)
where health.profile = 'composite_five' and (health.is_weekly or health.is_current)
qualify age <= 13;

create temp table book_renewals as
select
    renewals.*, forecasts.risk_level, forecasts.risk_reason,
    amount_due - coalesce(forecasts.expected_amount, amount_due) as expected_to_go
from renewals
left join (
    select forecasts.renewal_id, risk_level, risk_reason, calls.expected_amount
    from renewal_forecast as forecasts
    inner join renewal_method_forecasts as calls
        on
            forecasts.renewal_id = calls.renewal_id and forecasts.forecast_date = calls.forecast_date
            and calls.method = 'calibrated'
    where forecasts.is_current
) as forecasts using (renewal_id)
where outcome = 'open' and amount_due > 0;

create temp table book_reasons as
select account_id, 'at_risk_call' as reason_kind, band as level, 0 as days,
    'Health ' || round(score, 1)::decimal(9, 1) || ' (' || replace(band, '_', '-') || '): ' || main_driver as reason,
    last_touch_on as due_from
from book_accounts
where band in ('at_risk', 'critical', 'emergency')
union all
select account_id, 'renewal_due', 'any', days_to_due, 'Renewal due in ' || days_to_due || ' days', next_step_on
from book_renewals
inner join book_accounts using (account_id)
where days_to_due between 0 and 90
qualify row_number() over (partition by account_id order by due_date) = 1
union all
select account_id, 'alert', severity, (today - opened_on)::integer, evidence, opened_on
from alerts
inner join book_accounts using (account_id)
where closed_on is null and severity = 'high' and today - opened_on <= 60
union all
select account_id, 'overdue_task', 'any', 0, count(*) || ' tasks overdue', min(due_on)
from portfolio_tasks
where state = 'overdue'
group by account_id
union all
select account_id, 'qbr_prep', 'any', 1, 'QBR in 1 day; prepared', due_on
from portfolio_tasks
where playbook = 'qbr'
union all
select account_id, 'no_owner', 'any', 0, 'Nobody is named as its owner', today
from book_accounts
where book_owner_id is null;

create table portfolio_priorities as
with met as (
    select
        reasons.account_id, reasons.reason_kind, reasons.level, rules.weight, reasons.reason,
        coalesce(rules.playbook, if(reasons.reason_kind = 'qbr_prep', 'qbr', null)) as playbook,
        tasks.step_text is not null as is_playbook_running,
        coalesce(tasks.step_text, rules.step_text) as next_action,
        coalesce(tasks.due_on, (reasons.due_from + rules.due_days)::date) as next_action_due_on, rules.rule_id,
        rules.version as rule_version
    from book_reasons as reasons
    inner join portfolio_rules as rules
        on
            reasons.reason_kind = rules.reason_kind and rules.level in ('any', reasons.level)
            and coalesce(reasons.days <= rules.within_days, true)
    left join portfolio_tasks as tasks
        on
            reasons.account_id = tasks.account_id and tasks.playbook_rank = 1
            and tasks.playbook = coalesce(rules.playbook, if(reasons.reason_kind = 'qbr_prep', 'qbr', null))
)
select
    account_id, reason_kind, level, weight,
    row_number() over (
        partition by account_id order by weight desc, next_action_due_on, reason_kind
    )::integer as reason_rank,
    reason, playbook, is_playbook_running, next_action, next_action_due_on,
    (next_action_due_on - (select today from renewal_day))::integer as next_action_days, rule_id, rule_version
from met;

create table portfolio as
with ahead as (
    select
        account_id, arg_min(struct_pack(renewal_id, due_date, days_to_due, amount_due, phase, risk_level), due_date) as next,
        count(*) filter (where days_to_due between 0 and 90) as renewals_ahead,
        coalesce(sum(amount_due) filter (where days_to_due between 0 and 90), 0) as renewal_amount_ahead,
        count(*) filter (where days_to_due < 0) as renewals_past_due, sum(expected_to_go) as to_go
    from book_renewals
    group by account_id
),
alarms as (
    select account_id, count(*) as open_alerts, min(severity) as worst_severity, arg_max(evidence, opened_on) as newest_alert
    from alerts
    where closed_on is null
    group by account_id
),
waiting as (
    select
        account_id, count(*) as open_tasks, count(*) filter (where state = 'overdue') as overdue_tasks,
        max(overdue_days) as most_overdue_days, max(due_on) filter (where playbook = 'qbr') as next_review_on,
        min(due_on) filter (where task_kind = 'success_plan') as success_plan_review_on
    from portfolio_tasks
    group by account_id
),
reasons as (
    select *, count(*) over (partition by account_id) as reason_count
    from portfolio_priorities
)
select
    book.account_id, book.account_name, book.book_owner_id as owner_id, book.owner_name, book.region, book.segment,
    book.segment as coverage_segment, book.current_mrr as mrr, book.current_arr as arr, (book.current_arr - coalesce(ahead.to_go, 0))::decimal(18, 6) as expected_arr,
    'composite_five' as health_profile, book.score as health_score, book.band as health_band,
    book.change_30d as health_change_30d, earlier.band as previous_health_band, book.main_driver as health_main_driver,
    book.lifecycle_stage, ahead.next.renewal_id, ahead.next.due_date as renewal_date,
    ahead.next.days_to_due as days_to_renewal, ahead.next.amount_due as renewal_amount,
    ahead.next.phase as renewal_phase, ahead.next.risk_level as renewal_risk_level,
    coalesce(ahead.renewals_ahead, 0)::integer as renewals_ahead,
    coalesce(ahead.renewal_amount_ahead, 0)::decimal(18, 6) as renewal_amount_ahead,
    coalesce(ahead.renewals_past_due, 0)::integer as renewals_past_due,
    coalesce(alarms.open_alerts, 0)::integer as open_alerts, alarms.worst_severity, alarms.newest_alert,
    coalesce(waiting.open_tasks, 0)::integer as open_tasks, coalesce(waiting.overdue_tasks, 0)::integer as overdue_tasks,
    coalesce(waiting.most_overdue_days, 0)::integer as most_overdue_days, waiting.next_review_on,
    waiting.success_plan_review_on, book.number % 7 = 2 as is_single_threaded, book.number % 8 = 3 as is_sponsor_silent,
    if(book.number % 8 = 3, book.today - 70, book.today - 9)::date as sponsor_last_touch_on,
    (1 + book.number % 5)::integer as relationship_strength, book.last_touch_on,
    (book.number % 3)::integer as open_tickets, (book.number % 9 = 8)::integer as severe_tickets,
    if(book.number % 5 = 0, null, book.number % 11)::integer as nps_score,
    if(book.number % 5 = 0, null, book.today - 40)::date as nps_on,
    reasons.reason_kind, reasons.reason, coalesce(reasons.reason, 'On track: nothing is planned') as why,
    coalesce(reasons.reason_count, 0)::integer as reason_count, reasons.playbook,
    reasons.next_action, reasons.next_action_due_on, reasons.next_action_days,
    row_number() over (
        order by reasons.weight desc nulls last, reasons.next_action_due_on, book.current_arr desc, book.account_id
    )::integer as priority
from book_accounts as book
left join account_health as earlier
    on
        book.account_id = earlier.account_id and earlier.profile = 'composite_five'
        and book.compared_to = earlier.as_of_date
left join ahead on book.account_id = ahead.account_id
left join alarms on book.account_id = alarms.account_id
left join waiting on book.account_id = waiting.account_id
left join reasons on book.account_id = reasons.account_id and reasons.reason_rank = 1;
