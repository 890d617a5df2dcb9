-- The headline figures of every month and the surveys behind NPS; answers are drawn by the account's number.
create table survey_responses as
with asked as (
    select
        list.number, list.account_id, months.month_end, balances.segment_at_close as segment,
        date_trunc('month', months.month_end)::date + (list.number % 12)::integer as sent_on,
        ('0x' || substr(md5(list.account_id || months.month_end), 1, 4))::integer as luck
    from account_list as list
    inner join account_mrr as balances using (account_id)
    inner join months on balances.month_end = months.month_end
    where balances.closing_mrr > 0 and (list.number + month(months.month_end)) % 4 = 0
),
scored as (
    select *, greatest(0, 10 - luck % 4 - if(luck % 5 = 0, 4, 0)) as score, luck % 3 > 0 as is_answered
    from asked
)
select
    'manual:' || account_id || ':' || month_end as response_id, 'manual' as source_system, account_id,
    account_id || 'c' as contact_id, null::varchar as ticket_id, 'nps' as survey_type,
    'quarterly' as survey_trigger, sent_on, if(is_answered, sent_on + 2, null) as responded_on, is_answered,
    if(is_answered, score, null)::decimal(18, 6) as score, 10::decimal(18, 6) as scale_max,
    case
        when not is_answered then null when score >= 9 then 'promoter' when score >= 7 then 'passive' else 'detractor'
    end as answer_kind,
    case when not is_answered then null when score >= 9 then 1 when score >= 7 then 0 else -1 end as answer_value,
    is_answered as is_counted, is_answered as is_on_scale, segment, null::varchar as owner_id,
    if(is_answered and score < 7, 'Slow answers', null) as comment, null::varchar as theme
from scored;

create table metric_catalogue as
select *, '' as grain, 'executive_scorecard' as mart, 'customer success' as owner, 1 as version,
    date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('nrr', 'Net revenue retention', 'MRR of today of who paid at the opening', 'kept', 'opening', 'ratio', 'higher'),
    ('grr', 'Gross revenue retention', 'The lesser of both ends', 'kept', 'opening', 'ratio', 'higher'),
    ('logo_retention', 'Logo retention', 'Who still pays of who paid', 'still paying', 'paying', 'ratio', 'higher'),
    ('nps', 'Net promoter score', 'Promoters less detractors over answers', 'promoters less detractors', 'answers', 'points', 'higher'),
    ('mrr', 'Monthly recurring revenue', 'Monthly rate in force', null, null, 'money', 'higher'),
    ('arr', 'Annual recurring revenue', 'Twelve times MRR', null, null, 'money', 'higher'),
    ('paying_accounts', 'Paying accounts', 'Accounts with MRR', null, null, 'count', 'higher'),
    ('healthy_share', 'Healthy', 'Accounts in the band', 'healthy', 'paying', 'ratio', 'higher'),
    ('at_risk_accounts', 'At-risk accounts', 'Accounts in At-risk, Critical and Emergency', null, null, 'count', 'lower'),
    ('at_risk_arr', 'At-risk ARR', 'Twelve times their MRR', null, null, 'money', 'lower'),
    ('renewals_due_amount', 'Renewals due', 'ARR of terms that end in the quarter', null, null, 'money', 'neither'),
    ('renewals_forecast_amount', 'Forecast', 'Amount times probability', null, null, 'money', 'higher'),
    ('renewals_forecast_share', 'Forecast of due', 'Forecast over due', 'forecast', 'due', 'ratio', 'higher'),
    ('renewals_at_risk_amount', 'At-risk renewals', 'Open renewals with a level of risk', null, null, 'money', 'lower'),
    ('renewals_at_risk', 'Number at risk', 'Open renewals with a level of risk', null, null, 'count', 'lower'),
    ('renewals_at_risk_accounts', 'Their accounts', 'Accounts with such a renewal', null, null, 'count', 'lower'),
    ('expansion_pipeline_amount', 'Expansion pipeline', 'Open opportunities', null, null, 'money', 'higher'),
    ('expansion_expected_amount', 'Expected', 'Amount times probability', null, null, 'money', 'higher')
) as metrics (metric_id, name, formula_words, numerator, denominator, unit, better);

create temp table tiers as select unnest(['all', 'high_touch', 'low_touch', 'tech_touch']) as segment;

-- Every paying account of a month with the champion's score on the newest day scored until then.
create table account_month_health as
with days as (
    select months.month_end, max(scores.as_of_date) as scored_on
    from months
    inner join (select distinct as_of_date from account_health) as scores on scores.as_of_date <= months.state_date
    group by months.month_end
)
select
    balances.account_id, balances.month_end, balances.segment_at_close as segment, balances.closing_mrr as mrr,
    (12 * balances.closing_mrr)::decimal(18, 6) as arr, days.scored_on, champions.profile, champions.profile_version,
    champions.score, coalesce(champions.band, 'unscored') as band,
    coalesce(champions.band in ('at_risk', 'critical', 'emergency'), false) as is_at_risk, champions.change_30d,
    champions.main_driver, balances.is_provisional
from account_mrr as balances
inner join days using (month_end)
left join (from account_health where profile = 'composite_five') as champions
    on balances.account_id = champions.account_id and days.scored_on = champions.as_of_date
where balances.closing_mrr > 0;

create temp table forecast_months as
select months.month_end, max(days.forecast_date) as newest
from months
inner join renewal_forecast as days on days.forecast_date <= months.state_date
group by months.month_end;

create temp table quarter_due as
select forecast_months.month_end, forecasts.*
from forecast_months
inner join renewal_forecast as forecasts
    on
        forecast_months.newest = forecasts.forecast_date
        and date_trunc('quarter', forecast_months.month_end) = date_trunc('quarter', forecasts.due_date);

create temp table measured as
with books as (
    select
        month_end, tiers.segment, sum(closing_mrr) as mrr, 12 * sum(closing_mrr) as arr,
        count(*) filter (where closing_mrr > 0) as accounts
    from account_mrr
    inner join tiers on tiers.segment in ('all', account_mrr.segment_at_close)
    group by all
),
answers as (
    select
        months.month_end, tiers.segment, windows.window_months,
        count(*) filter (where answer_kind = 'promoter') - count(*) filter (where answer_kind = 'detractor') as net,
        count(*) as answers
    from months
    cross join (values (1), (3), (12)) as windows (window_months)
    inner join survey_responses as responses
        on
            responses.is_counted and responses.responded_on <= months.state_date
            and responses.responded_on > last_day(months.month_end - to_months(windows.window_months::integer))
    inner join tiers on tiers.segment in ('all', responses.segment)
    group by all
),
shares as (
    select
        month_end, tiers.segment, bands.metric_id, count(*) filter (where scored.band = bands.band) as n, count(*) as d
    from account_month_health as scored
    inner join tiers on tiers.segment in ('all', scored.segment)
    cross join (values
        ('healthy', 'healthy_share'), ('stable', 'stable_share'), ('at_risk', 'at_risk_share'),
        ('critical', 'critical_share'), ('emergency', 'emergency_share'), ('unscored', 'unscored_share')
    ) as bands (band, metric_id)
    group by all
),
risks as (
    select
        month_end, tiers.segment, count(*) filter (where is_at_risk) as accounts,
        coalesce(sum(arr) filter (where is_at_risk), 0) as arr
    from account_month_health as scored
    inner join tiers on tiers.segment in ('all', scored.segment)
    group by all
),
dues as (
    select
        told.month_end, tiers.segment, coalesce(sum(amount_due), 0) as due, coalesce(sum(expected_amount), 0) as expected,
        sum(amount_due) filter (where expected_amount is not null) as rated,
        coalesce(sum(amount_due) filter (where risk_level is not null), 0) as at_risk,
        count(*) filter (where risk_level is not null) as at_risk_renewals,
        count(distinct account_id) filter (where risk_level is not null) as at_risk_accounts
    from forecast_months as told
    cross join tiers
    left join quarter_due on told.month_end = quarter_due.month_end and tiers.segment in ('all', quarter_due.segment)
    group by all
),
growth as (
    select
        (select max(month_end) from months) as month_end, tiers.segment, coalesce(sum(amount), 0) as amount,
        coalesce(sum(expected_amount), 0) as expected
    from tiers
    left join expansion_opportunities as opportunities
        on tiers.segment in ('all', opportunities.segment) and opportunities.is_in_pipeline
    group by all
),
figures (month_end, metric_id, segment, window_months, definition_id, numerator, denominator, value, unit) as (
    select
        month_end, case definition_id when 'N1' then 'nrr' when 'R1' then 'grr' else 'logo_retention' end, segment,
        window_months, definition_id, numerator, denominator, rate, 'ratio'
    from retention
    where definition_id in ('N1', 'R1', 'logo')
    union all select month_end, 'mrr', segment, 0, null, null, null, mrr, 'money' from books
    union all select month_end, 'arr', segment, 0, null, null, null, arr, 'money' from books
    union all select month_end, 'paying_accounts', segment, 0, null, null, null, accounts, 'count' from books
    union all select month_end, 'nps', segment, window_months, null, net, answers, 100 * net / answers::double, 'points' from answers
    union all select month_end, metric_id, segment, 0, null, n, d, n / d::double, 'ratio' from shares
    union all select month_end, 'at_risk_accounts', segment, 0, null, null, null, accounts, 'count' from risks
    union all select month_end, 'at_risk_arr', segment, 0, null, null, null, arr, 'money' from risks
    union all select month_end, 'renewals_due_amount', segment, 0, null, null, null, due, 'money' from dues
    union all select month_end, 'renewals_forecast_amount', segment, 0, null, null, null, expected, 'money' from dues
    union all select month_end, 'renewals_forecast_share', segment, 0, null, expected, rated, expected / rated::double, 'ratio' from dues where rated > 0
    union all select month_end, 'renewals_at_risk_amount', segment, 0, null, null, null, at_risk, 'money' from dues
    union all select month_end, 'renewals_at_risk', segment, 0, null, null, null, at_risk_renewals, 'count' from dues
    union all select month_end, 'renewals_at_risk_accounts', segment, 0, null, null, null, at_risk_accounts, 'count' from dues
    union all select month_end, 'expansion_pipeline_amount', segment, 0, null, null, null, amount, 'money' from growth
    union all select month_end, 'expansion_expected_amount', segment, 0, null, null, null, expected, 'money' from growth
)
select
    month_end, metric_id, segment, window_months::integer as window_months, definition_id,
    if(definition_id is null, null, 1) as definition_version, numerator::decimal(18, 6) as numerator,
    denominator::decimal(18, 6) as denominator, value::decimal(18, 6) as value, unit, is_provisional
from figures
inner join months using (month_end);

create table executive_scorecard as
select
    now.*,
    previous.value as previous_value, now.value - previous.value as change_from_previous,
    ((now.value - previous.value) / nullif(previous.value, 0)::double)::decimal(28, 6) as change_ratio_from_previous,
    quarter.value as quarter_ago_value, now.value - quarter.value as change_from_quarter_ago,
    ((now.value - quarter.value) / nullif(quarter.value, 0)::double)::decimal(28, 6) as change_ratio_from_quarter_ago,
    year.value as year_ago_value, now.value - year.value as change_from_year_ago,
    ((now.value - year.value) / nullif(year.value, 0)::double)::decimal(28, 6) as change_ratio_from_year_ago,
    if(now.window_months = 12, targets.target_value, null)::decimal(18, 6) as target_value
from measured as now
left join measured as previous
    on
        last_day(now.month_end - interval 1 month) = previous.month_end and now.metric_id = previous.metric_id
        and now.segment = previous.segment and now.window_months = previous.window_months
left join measured as quarter
    on
        last_day(now.month_end - interval 3 month) = quarter.month_end and now.metric_id = quarter.metric_id
        and now.segment = quarter.segment and now.window_months = quarter.window_months
left join measured as year
    on
        last_day(now.month_end - interval 1 year) = year.month_end and now.metric_id = year.metric_id
        and now.segment = year.segment and now.window_months = year.window_months
left join metric_targets as targets on now.metric_id = targets.metric_id and targets.segment = 'all';
