-- What an account's overview tells besides its figures: its people, plans, reviews, tickets and what happened to it.
create table success_plans as
select
    book.account_id, 'PLAN-' || book.number as plan_id, 'Adoption plan' as plan_name, tasks.owner as owner_name, book.segment,
    book.segment as tier, 'active' as status, book.today - 84 - book.number % 9 as started_on,
    book.first_paid_date as customer_since, (book.today - 84 - book.number % 9 - book.first_paid_date)::integer as days_to_start,
    false as is_started_in_time, book.today + 90 as target_on, null::date as ended_on, true as is_in_force, 4 as objectives,
    (book.number % 5)::integer as objectives_achieved, 1 as objectives_overdue, (book.number % 5 / 4.0)::decimal(18, 6) as achieved_share,
    null::date as last_reviewed_on, 3 as review_months, tasks.due_on as next_review_on,
    tasks.state = 'overdue' as is_review_overdue, true as is_current
from book_accounts as book
inner join portfolio_tasks as tasks using (account_id)
where tasks.task_kind = 'success_plan';

create table stakeholders as
select
    list.account_id, '003' || list.number || '-' || people.place as contact_id,
    people.name || ' ' || list.number as contact_name, people.title, people.title_level, people.department,
    people.stakeholder_type, people.stakeholder_type = 'champion' as is_champion,
    people.stakeholder_type = 'economic_buyer' as is_sponsor, (1 + (list.number + people.place) % 5)::integer as strength,
    if(people.place = 1, 'csm', 'evidence') as strength_source, 'Answered lately' as strength_reason,
    today - 12 * people.place - list.number as last_touch_on, people.place as touches_90d, 90 as required_touch_days,
    today - 12 * people.place - list.number + 90 as touch_due_on, list.number + 12 * people.place > 90 as is_touch_overdue,
    date '2024-02-01' as created_on, people.place = 4 as has_left,
    if(people.place = 4, today - 30, null)::date as left_on, if(people.place = 4, 'bounce', null) as left_evidence,
    people.place < 4 as is_current, 1 as rule_version
from account_list as list
cross join renewal_day
cross join (values
    (1, 'Ada Kern', 'VP Operations', 'vp', 'Operations', 'champion'),
    (2, 'Bo Lind', 'CFO', 'executive', 'Finance', 'economic_buyer'),
    (3, 'Cy Moor', 'Administrator', 'individual', 'IT', 'technical_owner'),
    (4, 'Di Nord', 'Director', 'director', 'Operations', 'champion')
) as people (place, name, title, title_level, department, stakeholder_type);

create table champion_departures as
select
    account_id, contact_id, contact_name, left_on as detected_on, 'bounce' as evidence, null::date as replaced_on,
    null::varchar as replaced_by_contact_id, null::integer as days_to_replace, null::date as returned_on,
    null::date as playbook_started_on, true as is_open
from stakeholders
where has_left;

create table business_reviews as
select
    book.account_id, 'qbr' as review_kind, quarters.period_end - 91 as period_start, quarters.period_end, book.segment,
    book.segment as tier, book.book_owner_id as owner_id, book.owner_name, quarters.period_end as due_on,
    null::date as scheduled_on, if(held, quarters.period_end - 20, null)::date as held_on, held as is_held,
    quarters.period_end <= today as is_due,
    case when held then 'held' when quarters.period_end > today then 'open' else 'missed' end as status,
    held::integer as reviews, null::date as held_after_on,
    if(held or quarters.period_end > today, 0, today - quarters.period_end)::integer as days_late, 1 as cadence_version
from book_accounts as book
cross join lateral (
    values (date '2026-06-30', true), (date '2026-09-30', book.number % 3 > 0), (date '2026-12-31', false)
) as quarters (period_end, held);

create table moments_of_truth as
select
    account_id, 'escalation' as moment, 1 as occurrence, date '2026-03-04' + number::integer as happened_on,
    'zendesk' as source_system, 'tickets' as source_table, number::varchar as source_key
from account_list
where number % 4 = 1;

create table lifecycle_transitions as
select
    account_id, strategy, valid_from as entered_on, 1 as life,
    lag(stage) over (partition by account_id, strategy order by valid_from) as from_stage, stage as to_stage,
    'went_on' as kind, reason, criteria_met, criteria_unmet, null::varchar as criteria_unknown
from lifecycle_stages;

create table ticket_sla as
select
    'T' || list.number || '-' || clocks.instance as ticket_id, clocks.metric, 1 as instance, list.account_id,
    'low_touch' as segment, 'high' as priority, 'Export is slow' as subject, 'p1' as policy_id, 'Standard' as policy_title,
    false as is_group_sla, clocks.target_minutes * 60::bigint as target_seconds, true as is_in_business_hours,
    clocks.opened_at as ticket_created_at, clocks.opened_at as activated_at, clocks.opened_at as applied_at,
    clocks.opened_at + to_minutes(clocks.target_minutes) as due_at,
    if(clocks.status = 'breached', clocks.opened_at + to_minutes(clocks.target_minutes), null) as first_breach_at,
    clocks.opened_at + to_minutes(clocks.minutes) as fulfilled_at, null::timestamptz as stopped_at,
    clocks.minutes * 60::bigint as elapsed_seconds, clocks.minutes::decimal(28, 2) as elapsed_business_minutes,
    clocks.minutes::decimal(28, 2) as elapsed_calendar_minutes, 0::decimal(28, 2) as paused_minutes, false as is_paused,
    's1' as schedule_id, clocks.status, null::varchar as withdrawn_because, true as is_measured,
    clocks.status = 'met' as is_compliant, clocks.opened_at + to_minutes(clocks.minutes) as decided_at,
    clocks.opened_at::date as decided_on, 'zendesk' as basis, 0 as policy_changes, null::varchar as merged_into_ticket_id,
    'zendesk' as source_system, 'zendesk/ticket_metric_events/2026-10-15.csv' as source_file, list.number::bigint as source_row
from account_list as list
cross join (values
    (1, 'first_reply_time', 60, 45, timestamptz '2026-09-07 09:00:00+00', 'met'),
    (2, 'first_reply_time', 60, 95, timestamptz '2026-08-03 10:00:00+00', 'breached'),
    (3, 'requester_wait_time', 480, 300, timestamptz '2026-05-11 08:00:00+00', 'met')
) as clocks (instance, metric, target_minutes, minutes, opened_at, status)
where list.number % 3 > 0;

create table renewal_steps as
select
    renewals.renewal_id, timeline.step_days, renewals.account_id, renewals.segment, timeline.phase, timeline.step,
    'csm' as owner_role, renewals.due_date - timeline.step_days as due_on, null::date as done_on,
    if(renewals.due_date - timeline.step_days < renewal_day.today, 'overdue', 'open') as state,
    renewals.due_date - timeline.step_days < renewal_day.today as is_late, false as is_optional, 1 as timeline_version
from renewals
inner join renewal_timeline as timeline using (segment)
cross join renewal_day
where renewals.outcome = 'open';

-- The guide's example: 1.2 million gained from 120 thousand is a return of 900 % and ten times what was paid.
create table value_realized as
select
    account_id, 'contract_year' as period_kind, date '2025-10-01' as period_start, date '2026-09-30' as period_end, 1 as reports,
    1000000::decimal(18, 6) as revenue_value, 200000::decimal(18, 6) as cost_value, 0::decimal(18, 6) as time_value,
    0::decimal(18, 6) as headcount_value, 1200000::decimal(18, 6) as hard_value, 600000::decimal(18, 6) as validated_value,
    2 as soft_items, 0 as unpriced_items, 120000::decimal(18, 6) as investment, 1080000::decimal(18, 6) as net_value,
    365 as days_reported, 365 as days, true as is_complete, 9::decimal(18, 6) as roi, 10::decimal(18, 6) as value_multiple, 4::decimal(18, 6) as validated_roi, false as is_provisional
from account_list
where number % 3 = 0;
