-- Yearly terms of every account, from its first payment; what was due and renewed is read off the ledger. Probabilities
-- are drawn by account and week.
create temp table renewal_day as select as_of::date - 1 as today from publication;

create temp table yearly_terms as
with firsts as (
    select list.number, list.account_id, min(periods.valid_from) as first_day
    from account_list as list
    inner join subscription_periods as periods on list.account_id = periods.account_id
    group by list.number, list.account_id
),
terms as (
    select
        firsts.*, years,
        (first_day + to_years(years::integer - 1))::date as started_on,
        (first_day + to_years(years::integer))::date - 1 as due_date
    from firsts
    cross join range(1, 5) as numbers (years)
)
select terms.*, 'contract:c' || lpad(terms.number::varchar, 3, '0') || '-' || years as renewal_id, renewal_day.today
from terms
cross join renewal_day
-- Every eleventh account pays by the month, without a term.
where started_on <= today and number % 11 <> 7;

create table renewals as
with read as (
    select
        terms.*,
        coalesce(due.segment, newest.segment) as segment,
        coalesce(due.opening_mrr, newest.closing_mrr) as mrr_due,
        after.closing_mrr as mrr_after,
        -- Who stopped paying within the term and before the month it ends in.
        (
            select max(left_in.month_end)
            from account_mrr as left_in
            where
                left_in.account_id = terms.account_id and left_in.opening_mrr > 0 and left_in.closing_mrr = 0
                and left_in.month_end > terms.started_on and left_in.month_end <= terms.due_date - 31
        ) as left_month_end
    from yearly_terms as terms
    left join account_mrr as due on terms.account_id = due.account_id and due.month_end = last_day(terms.due_date)
    left join account_mrr as after
        on terms.account_id = after.account_id and after.month_end = last_day(terms.due_date + interval 1 month)
    left join account_mrr as newest
        on
            terms.account_id = newest.account_id
            and newest.month_end = (select max(month_end) from account_mrr)
),
left_early as (
    select read.renewal_id as left_id, balances.month_end as ended_early_on, balances.opening_mrr as ended_early_mrr
    from read
    inner join account_mrr as balances
        on read.account_id = balances.account_id and read.left_month_end = balances.month_end
    where coalesce(read.mrr_due, 0) = 0 and coalesce(read.mrr_after, 0) = 0
)
select
    renewal_id, account_id, 'crm_contract' as source, split_part(renewal_id, ':', 2) as source_key,
    coalesce(segment, 'unknown') as segment, started_on, due_date, last_day(due_date) as due_month_end,
    12 as term_months, false as is_multi_year, number % 3 > 0 as auto_renews, due_date - 60 as notice_date,
    coalesce(mrr_due, 0)::decimal(18, 6) as mrr_due, (12 * coalesce(mrr_due, 0))::decimal(18, 6) as amount_due,
    ended_early_on, (12 * coalesce(ended_early_mrr, 0))::decimal(18, 6) as ended_early_amount,
    case
        when left_id is not null then 'churned' when due_date >= today then 'open' when mrr_after > 0 then 'renewed'
        else 'churned'
    end as outcome,
    case
        when left_id is not null then 'ended_service' when due_date >= today then 'not_due' when mrr_after > 0 then 'term'
        else 'lost_opportunity'
    end as decided_by, if(due_date < today, due_date, null)::date as decided_on,
    case
        when due_date >= today or coalesce(mrr_after, 0) <= 0 then null
        when number % 4 = 0 then 'early' when number % 9 = 0 then 'late' else 'on_time'
    end as timing,
    case when due_date < today then (12 * least(mrr_due, coalesce(mrr_after, 0))) else 0 end::decimal(18, 6)
        as renewed_amount,
    case when due_date < today then (12 * greatest(coalesce(mrr_after, 0) - mrr_due, 0)) else 0 end::decimal(18, 6)
        as uplift_amount,
    (due_date - today)::integer as days_to_due,
    case
        when due_date - today between 0 and 120 then 'T-' || case
            when due_date - today > 90 then 120 when due_date - today > 60 then 90 when due_date - today > 30 then 60
            when due_date - today > 7 then 30 else 7
        end
    end as phase,
    case when due_date - today between 0 and 120 then 'contract' end as next_step,
    case when due_date - today between 0 and 120 then due_date - 30 end as next_step_on,
    case when number % 2 = 0 then 95 end as talk_lead_days,
    due_date >= today and left_id is null as is_provisional
from read
left join left_early on renewal_id = left_id
where mrr_due > 0 or left_id is not null;

create temp table forecast_days as
select forecast_date::date as forecast_date, forecast_date::date = today as is_current
from renewal_day
cross join (
    select unnest(generate_series(date '2025-06-01', today, interval 7 day)) as forecast_date from renewal_day
    union
    select today from renewal_day
);

create table renewal_forecast as
with drawn as (
    select
        days.forecast_date, days.is_current, renewals.renewal_id, renewals.account_id, renewals.segment,
        renewals.due_date, renewals.due_month_end, renewals.mrr_due, renewals.amount_due,
        (renewals.due_date - days.forecast_date)::integer as days_to_due,
        -- Between 12 and 95 points, and none of every fifteenth account.
        case when ('0x' || substr(md5(renewals.account_id), 1, 4))::integer % 15 > 0 then
            (12 + ('0x' || substr(md5(renewals.renewal_id || days.forecast_date), 1, 4))::integer % 25
            + ('0x' || substr(md5(renewals.renewal_id), 1, 4))::integer % 60)::decimal(18, 6)
        end as health_score
    from renewals
    inner join forecast_days as days
        on
            renewals.due_date between days.forecast_date and days.forecast_date + 365
            and renewals.mrr_due > 0
            and renewals.started_on <= days.forecast_date
),
rated as (
    select
        drawn.*,
        case
            when health_score >= 80 then 'healthy' when health_score >= 60 then 'stable' when health_score >= 40
                then 'at_risk' when health_score >= 20 then 'critical' when health_score >= 0 then 'emergency'
        end as health_band,
        case
            when health_score >= 80 then 0.95 when health_score >= 60 then 0.85 when health_score >= 40 then 0.6
            when health_score >= 20 then 0.3 when health_score >= 0 then 0.1
        end::decimal(9, 6) as probability_rule,
        round(0.55 + coalesce(health_score, 60) / 250, 6)::decimal(9, 6) as probability_calibrated,
        case when days_to_due <= 95 then round(coalesce(health_score, 40) / 100, 1) end::decimal(9, 6) as probability_csm
    from drawn
)
select
    renewal_id, forecast_date, account_id, segment, due_date, due_month_end, mrr_due, amount_due, health_score,
    health_band, 'calibrated' as method, probability_calibrated as probability,
    round(amount_due * probability_calibrated::decimal(28, 6), 6)::decimal(18, 6) as expected_amount,
    probability_rule, probability_calibrated, null::decimal(9, 6) as probability_model, probability_csm,
    'open' as standing, days_to_due,
    case
        when days_to_due <= 60 and health_score < 40 then 'critical' when days_to_due <= 90 and health_score < 40 then 'high'
        when days_to_due <= 90 and health_score < 60 then 'elevated'
    end as risk_level,
    case when days_to_due <= 90 and health_score < 60 then
        'Health ' || health_score::integer || ' with ' || days_to_due || ' days left'
    end as risk_reason,
    least(probability_rule, probability_calibrated, probability_csm) as lowest_probability,
    greatest(probability_rule, probability_calibrated, probability_csm) as highest_probability,
    greatest(probability_rule, probability_calibrated, probability_csm)
    - least(probability_rule, probability_calibrated, probability_csm) > 0.25 as is_disputed,
    is_current
from rated;

create table renewal_method_forecasts as
select
    renewal_id, forecast_date, calls.method, calls.probability::decimal(9, 6) as probability, amount_due,
    round(amount_due * calls.probability::decimal(28, 6), 6)::decimal(18, 6) as expected_amount, 12 as cases
from renewal_forecast
cross join lateral (
    values ('rule', probability_rule), ('calibrated', probability_calibrated), ('csm', probability_csm)
) as calls (method, probability)
where calls.probability is not null;

create table forecast_methods as
select *, '' as meaning, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('rule', 'By health band', 1, false), ('calibrated', 'By own history', 2, true),
    ('model', 'By churn model', 3, false), ('csm', 'By CSM''s call', 4, false)
) as methods (method, label, rank, is_record);

create table renewal_outlook as
select
    renewals.renewal_id, methods.method, renewals.account_id, accounts.account_name, accounts.owner_id,
    accounts.owner_name, coalesce(forecasts.segment, renewals.segment) as segment, renewals.due_date,
    renewals.due_month_end,
    case renewals.outcome when 'renewed' then 'renewed' when 'churned' then 'lost' else 'open' end as state,
    forecasts.renewal_id is not null as is_in_forecast,
    if(
        renewals.outcome = 'open', coalesce(forecasts.amount_due, renewals.amount_due), renewals.amount_due
    ) as amount_due,
    if(renewals.outcome = 'open', calls.probability, null) as probability,
    if(renewals.outcome = 'open', calls.expected_amount, renewals.renewed_amount) as expected_amount,
    if(renewals.outcome = 'open' and forecasts.risk_level is not null, forecasts.amount_due, 0)::decimal(18, 6)
        as at_risk_amount,
    if(forecasts.renewal_id is null, renewals.renewed_amount, 0)::decimal(18, 6) as past_amount,
    renewals.renewed_amount, renewals.uplift_amount, renewals.ended_early_amount, renewals.timing, renewals.decided_by,
    renewals.days_to_due, renewals.phase, renewals.next_step, renewals.next_step_on, renewals.notice_date,
    renewals.auto_renews, renewals.term_months, renewals.talk_lead_days, forecasts.health_score,
    forecasts.health_band, forecasts.risk_level, forecasts.risk_reason, forecasts.is_disputed
from renewals
cross join forecast_methods as methods
left join accounts on renewals.account_id = accounts.account_id
left join renewal_forecast as forecasts on renewals.renewal_id = forecasts.renewal_id and forecasts.is_current
left join renewal_method_forecasts as calls
    on
        forecasts.renewal_id = calls.renewal_id and forecasts.forecast_date = calls.forecast_date
        and methods.method = calls.method;

create table renewal_risk_levels as
select *, 'wording' as wording, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('elevated', 1, 40, 59, 90, false, 'CSM intervenes', 'csm'), ('high', 2, 0, 39, 90, false, 'manager', 'manager'),
    ('critical', 3, 0, 39, 60, false, 'executive takes part', 'executive'),
    ('emergency', 4, null, null, null, true, 'save team', 'save_team')
) as levels (level, rank, lower_score, upper_score, within_days, on_cancel_request, action, owner_role);

create table renewal_timeline as
select *, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('high_touch', 120, 'T-120', 'review', 'Go over health'), ('high_touch', 30, 'T-30', 'contract', 'Send the contract'),
    ('low_touch', 60, 'T-60', 'intent', 'Ask for intent'), ('low_touch', 30, 'T-30', 'contract', 'Send the contract'),
    ('tech_touch', 30, 'T-30', 'contract', 'Send the notice')
) as steps (segment, step_days, phase, step, step_text);

create table simulation_rules as
select 4000 as draws, 0.8::decimal(9, 6) as interval_share, 1 as version, date '2000-01-01' as effective_from,
    null::date as effective_to;

create table forecast_horizons as
select horizon_days, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values (120), (90), (60), (30)) as horizons (horizon_days);

create table forecast_intervals as
select
    forecast_date, method, basis, period_end, segment, true as is_current, 4000 as draws,
    (0.8 * sum(expected_amount))::decimal(18, 6) as lower_amount,
    least(1.15 * sum(expected_amount), sum(amount_due))::decimal(18, 6) as upper_amount,
    sum(expected_amount)::decimal(18, 6) as expected_amount
from (
    select
        calls.*, scopes.segment, bases.basis,
        case bases.basis
            when 'due_month' then forecasts.due_month_end
            else (date_trunc('quarter', forecasts.due_date) + interval 3 month - interval 1 day)::date
        end as period_end
    from renewal_method_forecasts as calls
    inner join renewal_forecast as forecasts using (renewal_id, forecast_date)
    cross join lateral (values (forecasts.segment), ('all')) as scopes (segment)
    cross join (values ('due_month'), ('due_quarter')) as bases (basis)
    where forecasts.is_current
)
group by all;

create table forecast_disagreements as
with calls as (
    select
        *, min(probability) over renewal as low, max(probability) over renewal as high
    from renewal_method_forecasts
    window renewal as (partition by renewal_id, forecast_date)
)
select
    renewal_id, forecast_date, forecast_date = (select today from renewal_day) as is_current,
    min(method) filter (where probability = low) as lowest_method, max(low) as lowest_probability,
    min(method) filter (where probability = high) as highest_method, max(high) as highest_probability,
    round(max(amount_due) * (max(high) - max(low))::decimal(28, 6), 6)::decimal(18, 6) as amount_at_stake
from calls
group by renewal_id, forecast_date
having max(high) - max(low) > 0.25;

create table forecast_targets as
select *, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('error_share', 'at_most', 0.05, 'within 5% of what was renewed'),
    ('actual_to_forecast', 'at_least', 0.90, 'actual / forecast of 90% and more')
) as targets (measure, comparison, target, source);

-- Forecasts of settled months as they were so many days before the month, beside what came.
create temp table looked_back as
with looks as (
    select
        renewals.renewal_id, horizon_days, max(days.forecast_date) as forecast_date
    from renewals
    cross join (values (120), (90), (60), (30)) as horizons (horizon_days)
    inner join forecast_days as days
        on days.forecast_date <= date_trunc('month', renewals.due_date)::date - horizon_days
    where renewals.due_month_end <= (select today from renewal_day)
    group by renewals.renewal_id, horizon_days
)
select
    looks.horizon_days, calls.method, renewals.renewal_id, renewals.account_id, renewals.segment,
    accounts.owner_name, renewals.due_date, renewals.due_month_end, looks.forecast_date, calls.amount_due,
    calls.probability, calls.expected_amount as forecast_amount, renewals.outcome, renewals.renewed_amount as actual_amount,
    calls.expected_amount - renewals.renewed_amount as signed_error,
    calls.expected_amount - if(renewals.outcome = 'renewed', calls.amount_due, 0) as outcome_error,
    if(renewals.outcome = 'renewed', calls.amount_due, 0) - renewals.renewed_amount as amount_error
from looks
inner join renewals on looks.renewal_id = renewals.renewal_id
inner join accounts on renewals.account_id = accounts.account_id
inner join renewal_method_forecasts as calls
    on looks.renewal_id = calls.renewal_id and looks.forecast_date = calls.forecast_date;

create table forecast_misses as
select
    *, row_number() over (
        partition by horizon_days, method order by abs(signed_error) desc, renewal_id
    )::integer as miss_rank
from looked_back;

create table forecast_accuracy as
with summed as (
    select
        due_month_end, horizon_days, method, dimension, dimension_label, dimension_value,
        max(forecast_date) as forecast_date, true as is_settled, count(*)::integer as renewals,
        sum(amount_due)::decimal(18, 6) as due_amount, sum(forecast_amount)::decimal(18, 6) as forecast_amount,
        sum(actual_amount)::decimal(18, 6) as actual_amount, sum(signed_error)::decimal(18, 6) as signed_error,
        0::decimal(18, 6) as unforecast_amount
    from looked_back
    inner join (select account_id, owner_id from accounts) as owned using (account_id)
    cross join lateral (
        values
            ('all', 'all', 'all'), ('segment', segment, segment),
            ('owner', coalesce(owner_name, 'unknown'), coalesce(owner_id, 'unknown'))
    ) as cuts (dimension, dimension_label, dimension_value)
    group by all
)
select
    *, abs(signed_error) as absolute_error,
    round(actual_amount::double / nullif(forecast_amount, 0)::double, 6)::decimal(28, 6) as actual_to_forecast,
    abs(signed_error) <= 0.05 * actual_amount as is_within_goal
from summed;

create table forecast_results as
select
    *, round(absolute_error::double / nullif(actual_amount, 0)::double, 6)::decimal(28, 6) as error_share,
    round(noise_floor::double / nullif(actual_amount, 0)::double, 6)::decimal(28, 6) as noise_share,
    round(actual_amount::double / nullif(forecast_amount, 0)::double, 6)::decimal(28, 6) as actual_to_forecast
from (
    select
        horizon_days, method, 'due_month' as basis, dimension, dimension_label, dimension_value,
        count(*)::integer as periods, sum(renewals)::integer as renewals,
        sum(forecast_amount)::decimal(18, 6) as forecast_amount, sum(actual_amount)::decimal(18, 6) as actual_amount,
        sum(signed_error)::decimal(18, 6) as signed_error, sum(absolute_error)::decimal(18, 6) as absolute_error,
        (0.5 * sum(absolute_error))::decimal(18, 6) as noise_floor,
        count(*) filter (where is_within_goal)::integer as periods_within_goal,
        count(*) filter (where is_within_goal)::integer as periods_within_interval,
        sum(unforecast_amount)::decimal(18, 6) as unforecast_amount
    from forecast_accuracy
    group by all
);
