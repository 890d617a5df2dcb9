-- Alerts follow from the sample's scores: a fall of twenty points, and a score below forty.
create table alerts as
with scored as (
    select
        account_id, as_of_date, score, previous_score, score - previous_score as change,
        lag(score - previous_score) over history as change_before, lag(score) over history as score_before
    from account_health
    where profile = 'composite_five' and is_weekly
    window history as (partition by account_id order by as_of_date)
),
opened as (
    select
        account_id, 'health_drop' as rule_id, as_of_date as opened_on, 'high' as severity, change as value,
        'score ' || round(score, 1) || ' after ' || round(previous_score, 1) || ' four weeks before' as evidence,
        'at_risk' as playbook
    from scored
    where change <= -20 and coalesce(change_before, 0) > -20
    union all
    select
        account_id, 'at_risk_health', as_of_date, if(score < 20, 'critical', 'medium'), score,
        'score ' || round(score, 1) || ' of 100', 'at_risk'
    from scored
    where score < 40 and coalesce(score_before, 100) >= 40
),
closed as (
    select
        opened.*,
        (
            select min(later.as_of_date)
            from scored as later
            where
                later.account_id = opened.account_id and later.as_of_date > opened.opened_on
                and (if(opened.rule_id = 'health_drop', later.change > -20, later.score >= 40))
        ) as closed_on
    from opened
)
select
    account_id || '|' || rule_id || '|' || opened_on as alert_id, account_id, rule_id, opened_on, severity, evidence,
    value::decimal(18, 6) as value, null::decimal(18, 6) as base, value::decimal(18, 6) as figure, playbook,
    'csm' as owner_role, coalesce(owner_name, 'csm') as owner, closed_on,
    if(closed_on is null, null, 'condition_over') as closed_because, 1 as episodes, opened_on + 28 as suppressed_until,
    if(closed_on is null, 'pending', 'recovered') as outcome, closed_on as outcome_on,
    opened_on < date '2026-07-15' as is_matured, 1 as rule_version
from closed
left join account_list using (account_id);

create table alert_rule_results as
select
    rule_id, 1 as rule_version, severity, followed_by, alerts::integer as alerts, open_alerts::integer as open_alerts,
    matured, churned, contracted, 0 as expanded, 0 as renewed, matured - churned - contracted - 2 as recovered,
    2 as unchanged,
    if(followed_by = 'loss', churned + contracted, null) as followed,
    if(followed_by = 'loss', (churned + contracted) / matured::double, null)::decimal(18, 6) as precision_rate,
    2000 as base_matured, 130 as base_followed,
    if(followed_by = 'loss', 0.065, null)::decimal(18, 6) as base_rate
from (values
    ('at_risk_health', 'medium', 'loss', 18, 8, 5), ('health_drop', 'high', 'loss', 31, 6, 4),
    ('new_feature', 'info', null, 12, 0, 0)
) as judged (rule_id, severity, followed_by, matured, churned, contracted)
left join (
    select rule_id, count(*) as alerts, count(*) filter (where closed_on is null) as open_alerts
    from alerts
    group by rule_id
) as counted using (rule_id);
update alert_rule_results set alerts = 14, open_alerts = 2 where alerts is null;

create table playbook_steps as
select
    'at_risk' as playbook, null::varchar as variant, step_number, step_id, step_text, day_offset, 1 as version,
    date '2000-01-01' as effective_from, null::date as effective_to
from (values
    (1, 'call', 'Call the champion', 0), (2, 'root_cause', 'Find the cause and write it down', 3),
    (3, 'plan', 'Agree on a recovery plan', 7), (4, 'review', 'Review the plan with the executive', 30)
) as steps (step_number, step_id, step_text, day_offset);

create table playbook_tasks as
with today as (select as_of::date - 1 as today from publication),
runs as (
    select account_id, min(opened_on) as started_on, min(owner) as owner
    from alerts
    where rule_id = 'at_risk_health'
    group by account_id
)
select
    account_id || '|' || step_id as task_id, account_id || '|at_risk' as run_id, account_id, playbook, started_on,
    step_number, step_id, 'csm' as owner_role, owner, started_on + day_offset as due_on,
    if(step_number <= 2, started_on + day_offset + 1, null) as done_on, if(step_number <= 2, 'log', null) as done_by,
    case when step_number <= 2 then 'done' when started_on + day_offset < today then 'overdue' else 'open' end as state,
    false as is_skipped, false as is_optional, step_number = 4 as is_closing,
    if(step_number > 2, greatest(today - started_on - day_offset, 0), 0)::integer as overdue_days,
    1 as playbook_version
from runs
cross join playbook_steps
cross join today;

create table churn_predictions as
select
    account_id, as_of_date, horizon_days, horizon_days || 'd-2026-10-01' as fit_id,
    (date '2026-09-30')::date as trained_through, 0::decimal(18, 9) as log_odds,
    ((100 - score) / 100 * 0.2 * horizon_days / 180)::decimal(9, 6) as probability,
    (100 - (100 - score) * 0.2 * horizon_days / 180)::decimal(9, 4) as score,
    main_driver || ' raises the odds' as reason_1, 'tenure of ' || profile_version || ' years lowers the odds' as reason_2,
    null::varchar as reason_3
from account_health
cross join (values (90), (180)) as horizons (horizon_days)
where profile = 'composite_five' and as_of_date >= date '2026-10-01' and score is not null;

create table churn_model_fits as
select
    horizon_days || 'd-' || refit_on as fit_id, horizon_days, refit_on, if(refit_on < date '2026-10-01',
    date '2026-10-01', null) as serves_to,
    if(refit_on < date '2026-10-01', 'refused', 'trained') as status,
    if(refit_on < date '2026-10-01', '12 churned accounts are too few to learn from: 20 are needed', null) as message,
    refit_on - 14 as trained_through, 1900 as cases, 60 as accounts, if(refit_on < date '2026-10-01', 12, 24) as churned_accounts,
    if(refit_on < date '2026-10-01', null, 0.82)::decimal(18, 9) as calibration_slope
from (values (90), (180)) as horizons (horizon_days)
cross join (values (date '2026-07-01'), (date '2026-10-01')) as refits (refit_on);
