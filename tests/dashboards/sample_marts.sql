create temp table account_list (number integer, account_id varchar, account_name varchar, owner_name varchar, currency varchar);
create temp table months (month_end date, is_provisional boolean);
create table publication (publication_id varchar, as_of timestamptz, published_at timestamptz, git_commit varchar);
create table subscription_periods (
    subscription_period_id varchar, account_id varchar, customer_id varchar, subscription_id varchar, subscription_item_id varchar,
    plan varchar, product_id varchar, price_id varchar, quantity decimal(18, 6), currency varchar, valid_from date, valid_to date,
    mrr_list decimal(18, 6), mrr decimal(18, 6), mrr_net_all decimal(18, 6), status varchar, source varchar
);
-- filled by Python above, computed below
create temp table rates as
select month_end, 'usd' as currency, 1.0::decimal(18, 6) as rate from months
union all
select month_end, 'eur', (1.08 + 0.005 * (month(month_end) % 5))::decimal(18, 6) from months;

create temp table states as
select
    accounts.account_id,
    months.month_end,
    months.is_provisional,
    max(rates.rate) as rate,
    coalesce(sum(periods.mrr), 0)::decimal(18, 6) as mrr,
    coalesce(sum(periods.quantity), 0) as seats
from account_list as accounts
cross join months
inner join rates on months.month_end = rates.month_end and accounts.currency = rates.currency
left join subscription_periods as periods
    on accounts.account_id = periods.account_id
    and periods.valid_from <= months.month_end
    and (periods.valid_to is null or periods.valid_to > months.month_end)
group by all;

create temp table steps as
select
    *,
    coalesce(lag(mrr) over history, 0) as mrr_before,
    coalesce(lag(rate) over history, rate) as rate_before,
    coalesce(max(mrr) over (partition by account_id order by month_end rows between unbounded preceding and 1 preceding), 0) > 0 as paid_before
from states
window history as (partition by account_id order by month_end);

create temp table tiered as
select
    steps.*,
    case
        when paid_basis >= 5000 then 'high_touch' when paid_basis >= 1000 then 'low_touch' else 'tech_touch'
    end as segment_at_close
from (
    select *, max(mrr * rate) over (partition by account_id, paid_months) as paid_basis
    from (select *, count(*) filter (where mrr > 0) over (partition by account_id order by month_end) as paid_months from steps)
    where paid_months > 0
) as steps;

create table account_mrr as
select
    account_id,
    month_end,
    coalesce(lag(segment_at_close) over (partition by account_id order by month_end), segment_at_close) as segment,
    segment_at_close,
    (mrr_before * rate_before)::decimal(18, 6) as opening_mrr,
    (mrr * rate)::decimal(18, 6) as closing_mrr,
    is_provisional
from tiered;

create table mrr_movements as
with parts as (
    select
        account_id,
        month_end,
        is_provisional,
        case
            when mrr_before = 0 and paid_before then 'reactivation'
            when mrr_before = 0 then 'new'
            when mrr = 0 then 'churn'
            when mrr > mrr_before then 'expansion'
            else 'contraction'
        end as movement,
        case when mrr_before = 0 then mrr * rate else (mrr - mrr_before) * rate_before end as amount,
        case when mrr_before = 0 or mrr = 0 then null else 'seat' end as cause
    from steps
    where mrr <> mrr_before
    union all
    select account_id, month_end, is_provisional, 'fx', mrr * (rate - rate_before), null
    from steps
    where mrr_before > 0 and mrr * (rate - rate_before) <> 0
)
select
    parts.account_id, parts.month_end, parts.movement, parts.amount::decimal(18, 6) as amount, parts.cause,
    account_mrr.segment, parts.is_provisional
from parts
inner join account_mrr using (account_id, month_end);

create table retention_base as
with windows as (select unnest([1, 3, 12]) as window_months)
select
    states.account_id,
    states.month_end,
    windows.window_months,
    case when earlier.mrr * earlier.rate >= 5000 then 'high_touch' when earlier.mrr * earlier.rate >= 1000 then 'low_touch' else 'tech_touch' end as segment,
    (earlier.mrr * earlier.rate)::decimal(18, 6) as opening_mrr,
    (states.mrr * states.rate)::decimal(18, 6) as closing_mrr,
    (states.mrr * earlier.rate)::decimal(18, 6) as retained_mrr,
    (states.mrr * states.rate)::decimal(18, 6) as retained_mrr_as_reported,
    (least(states.mrr, earlier.mrr) * earlier.rate)::decimal(18, 6) as retained_mrr_capped,
    earlier.mrr > 0 as is_in_cohort,
    earlier.mrr > 0 and states.mrr > 0 as is_retained_logo,
    states.is_provisional
from states
cross join windows
inner join states as earlier
    on states.account_id = earlier.account_id
    and last_day(states.month_end - to_months(windows.window_months::integer)) = earlier.month_end
where earlier.mrr > 0;

create table retention as
with figures as (
    select base.month_end, tiers.segment, base.window_months, base.is_provisional, ids.definition_id,
        sum(case ids.definition_id when 'N1' then retained_mrr when 'R1' then retained_mrr_capped else is_retained_logo::integer end) as numerator,
        sum(case ids.definition_id when 'logo' then 1 else opening_mrr end) as denominator
    from retention_base as base
    inner join (select unnest(['all', 'high_touch', 'low_touch', 'tech_touch']) as segment) as tiers on tiers.segment in ('all', base.segment)
    cross join (select unnest(['N1', 'R1', 'logo']) as definition_id) as ids
    group by all
)
select
    month_end, segment, window_months, definition_id, 1 as definition_version,
    numerator::decimal(18, 2) as numerator, denominator::decimal(18, 2) as denominator,
    (numerator::double / denominator::double)::decimal(28, 6) as rate, is_provisional
from figures;

create table retention_definitions as
select * from (values
    ('N1', 'Net revenue retention', 'MRR today of the accounts that paid at the opening, at the opening exchange rate, over what they paid then', 1),
    ('R1', 'Gross revenue retention', 'The same, each account counted at most at what it paid at the opening', 1),
    ('logo', 'Logo retention', 'Accounts of the opening that still pay, over accounts of the opening', 1)
) as definitions (definition_id, name, formula_words, definition_version);

create table metric_targets as
select * from (values ('nrr', 1.10), ('grr', 0.90), ('logo_retention', 0.90)) as targets (metric_id, target_value);

create table executive_scorecard as
with tiers as (select unnest(['all', 'high_touch', 'low_touch', 'tech_touch']) as segment),
amounts as (
    select month_end, tiers.segment, is_provisional, sum(closing_mrr) as mrr, count(*) filter (where closing_mrr > 0) as accounts
    from account_mrr
    inner join tiers on tiers.segment in ('all', account_mrr.segment_at_close)
    group by all
),
figures as (
    select month_end, segment, window_months, definition_id, rate::decimal(18, 6) as value, is_provisional, 'ratio' as unit,
        case definition_id when 'N1' then 'nrr' when 'R1' then 'grr' else 'logo_retention' end as metric_id
    from retention
    union all select month_end, segment, 0, null, mrr, is_provisional, 'money', 'mrr' from amounts
    union all select month_end, segment, 0, null, mrr * 12, is_provisional, 'money', 'arr' from amounts
    union all select month_end, segment, 0, null, accounts, is_provisional, 'count', 'paying_accounts' from amounts
)
select
    month_end, metric_id, segment, window_months, definition_id, value,
    lag(value) over history as previous_value,
    value - lag(value) over history as change_from_previous,
    (value / lag(value) over history - 1)::decimal(28, 6) as change_ratio_from_previous,
    lag(value, 12) over history as year_ago_value,
    case when window_months = 12 then targets.target_value::decimal(18, 6) end as target_value, unit, is_provisional
from figures
left join metric_targets as targets using (metric_id)
window history as (partition by metric_id, segment, window_months order by month_end);

create table accounts as
select
    list.account_id, list.account_name, null::varchar as parent_account_id, list.owner_name, newest.segment_at_close as segment,
    (select min(valid_from) from subscription_periods as periods where periods.account_id = list.account_id) as first_paid_date,
    coalesce(newest.closing_mrr, 0)::decimal(18, 6) as current_mrr, (coalesce(newest.closing_mrr, 0) * 12)::decimal(18, 6) as current_arr,
    'USD' as currency, null::date as renewal_date, list.account_id like 'stripe:%' as is_billing_only, false as is_deleted
from account_list as list
left join account_mrr as newest on list.account_id = newest.account_id and newest.month_end = (select max(month_end) from months);

create table invoice_lines as
select
    'il_' || periods.subscription_period_id || '_' || strftime(months.month_end, '%Y%m') as line_id,
    'in_' || periods.subscription_id || strftime(months.month_end, '%Y%m') as invoice_id,
    'INV-' || right(periods.customer_id, 4) || '-' || strftime(months.month_end, '%y%m') as invoice_number,
    periods.account_id, periods.customer_id, periods.subscription_id, periods.subscription_item_id,
    periods.quantity::integer || ' × Team (per seat)' as description, 'paid' as invoice_status,
    date_trunc('month', months.month_end)::date as invoiced_on, date_trunc('month', months.month_end)::date as period_start,
    (months.month_end + 1)::date as period_end, periods.quantity, periods.mrr::decimal(18, 2) as amount, 0::decimal(18, 2) as discount,
    periods.currency, periods.mrr as monthly_rate, false as is_proration, 'stripe/invoices/invoices_' || strftime(months.month_end, '%Y-%m') || '.jsonl.gz' as source_file,
    row_number() over (partition by months.month_end order by periods.subscription_period_id) as source_row
from subscription_periods as periods
inner join months
    on periods.valid_from <= months.month_end and (periods.valid_to is null or periods.valid_to > months.month_end);

create table data_freshness as
select
    source_system, source_object, (select as_of from publication) - to_hours(age) as newest_record_at, age::double as age_hours,
    source_system || '/' || source_object || '/2026-10-15.jsonl.gz' as last_file, 30 as files_loaded, row_count as rows_landed, rejected as rows_rejected,
    0 as files_rejected, 0 as drift_count, 0 as test_mode_rows_excluded, age > 24 as is_stale
from (values
    ('salesforce', 'accounts', 3, 75, 0), ('stripe', 'invoices', 1, 1500, 2), ('stripe', 'subscriptions', 1, 72, 0), ('zendesk', 'tickets', 41, 900, 0)
) as sources (source_system, source_object, age, row_count, rejected);
