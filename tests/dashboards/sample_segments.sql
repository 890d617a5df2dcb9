-- Segments of two sets over the sample's months, what serving them costs, who serves them and who moved.
create table segment_sets as
select *, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('coverage', 'Coverage segments', 'Three tiers that an account leaves only once it is clearly past the bound', true),
    ('five_tiers', 'Five tiers by ARR', 'The finer cut of organisation charts', false)
) as sets (segment_set, label, meaning, is_of_record);

create table segment_tiers as
select *, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('coverage', 'high_touch', 'High touch', 3, 'dedicated', 60000, 10, 25, 0.15, 0.25),
    ('coverage', 'low_touch', 'Low touch', 2, 'pooled', 12000, 50, 100, 0.05, 0.10),
    ('coverage', 'tech_touch', 'Tech touch', 1, 'digital', 0, 500, null, null, 0.03),
    ('five_tiers', 'strategic', 'Strategic', 2, 'dedicated', 200000, 5, 10, 0.15, 0.25),
    ('five_tiers', 'enterprise', 'Everybody else', 1, 'pooled', 0, 15, 25, 0.15, 0.25)
) as tiers (
    segment_set, segment, label, tier_rank, coverage_model, lower_bound, accounts_per_csm_low, accounts_per_csm_high,
    cost_share_low, cost_share_high
);

create temp table segment_days as
select
    balances.account_id, sets.segment_set, balances.month_end, balances.state_date, balances.closing_mrr * 12 as arr,
    if(
        sets.segment_set = 'coverage', balances.segment_at_close,
        if(balances.closing_mrr * 12 >= 200000, 'strategic', 'enterprise')
    ) as segment
from account_mrr as balances
cross join segment_sets as sets
where balances.closing_mrr > 0;

create table segment_readings as
with changed as (
    select
        *,
        lag(segment) over history as before,
        lag(month_end) over history as month_before
    from segment_days
    window history as (partition by account_id, segment_set order by month_end)
),

islands as (
    select
        *,
        sum(if(before = segment and month_before + 1 = date_trunc('month', month_end), 0, 1)) over (
            partition by account_id, segment_set order by month_end
        ) as island
    from changed
),

spells as (
    select
        account_id, segment_set, island, any_value(segment) as segment,
        date_trunc('month', min(month_end))::date as valid_from, max(month_end) + 1 as valid_to,
        min_by(arr, month_end) as value, min_by(before, month_end) as previous_segment
    from islands
    group by account_id, segment_set, island
)

select
    spells.* exclude (island, valid_to),
    if(spells.valid_to > (select max(month_end) from months), null, spells.valid_to) as valid_to,
    tiers.tier_rank,
    case
        when spells.previous_segment is null then 'first_paid'
        when spells.previous_segment = spells.segment then 'returned'
        when tiers.tier_rank > befores.tier_rank then 'expansion' else 'contraction'
    end as transition_reason,
    case
        when tiers.tier_rank > befores.tier_rank then 'up' when tiers.tier_rank < befores.tier_rank then 'down'
    end as direction,
    spells.valid_to > (select max(month_end) from months) as is_current
from spells
inner join segment_tiers as tiers using (segment_set, segment)
left join segment_tiers as befores
    on spells.segment_set = befores.segment_set and spells.previous_segment = befores.segment;

create table segments as
select
    account_id, valid_from, valid_to, segment_set, segment, tier_rank, previous_segment, value as arr,
    40.0::decimal(18, 6) as score, transition_reason, direction, is_current,
    'From ' || coalesce(previous_segment, 'nothing') || ' at ARR of ' || value as reason_words,
    false as is_override, false as is_temporary_upgrade
from segment_readings
where segment_set = 'coverage';

create table segment_scores as
select distinct account_id, month_end, arr::decimal(18, 6) as arr, 40.0::decimal(18, 6) as score from segment_days;

-- Each account costs 30 a month and an eighth of its MRR.
create table cost_to_serve as
select
    days.account_id, days.month_end, days.segment, (30 + days.arr / 96)::decimal(18, 6) as cost,
    (360 + days.arr / 8)::decimal(18, 6) as annual_cost, days.arr::decimal(18, 6) as arr,
    ((360 + days.arr / 8) / days.arr)::decimal(18, 6) as cost_share,
    case
        when (360 + days.arr / 8) / days.arr > tiers.cost_share_high then 'above'
        when (360 + days.arr / 8) / days.arr < coalesce(tiers.cost_share_low, 0) then 'below' else 'within'
    end as verdict
from segment_days as days
inner join segment_tiers as tiers using (segment_set, segment)
where days.segment_set = 'coverage';

create table segment_scorecard as
with counted as (
    select
        days.segment_set, days.month_end, if(grouping(days.segment) = 1, 'all', days.segment) as segment,
        count(*)::integer as accounts, sum(days.arr)::decimal(18, 6) as arr,
        sum(costs.annual_cost)::decimal(18, 6) as annual_cost,
        count(distinct accounts.owner_name)::integer as owners
    from segment_days as days
    inner join accounts using (account_id)
    inner join cost_to_serve as costs using (account_id, month_end)
    group by grouping sets ((days.segment_set, days.month_end, days.segment), (days.segment_set, days.month_end))
),

opened as (
    select
        month_end, if(grouping(segment) = 1, 'all', segment) as segment, sum(opening_mrr) as opening_mrr,
        sum(retained_mrr) as retained_mrr, sum(retained_mrr_capped) as retained_mrr_capped,
        count(*)::integer as opening_accounts, count(*) filter (where is_retained_logo)::integer as retained_accounts
    from retention_base
    where window_months = 12 and is_in_cohort
    group by grouping sets ((month_end, segment), (month_end))
)

select
    counted.segment_set, counted.segment, counted.month_end, counted.accounts, counted.owners, counted.arr,
    opened.opening_accounts, opened.retained_accounts,
    opened.opening_accounts - opened.retained_accounts as churned_accounts,
    (opened.retained_mrr / opened.opening_mrr)::decimal(18, 6) as nrr,
    (opened.retained_mrr_capped / opened.opening_mrr)::decimal(18, 6) as grr,
    (opened.retained_accounts / opened.opening_accounts)::decimal(18, 6) as logo_retention,
    20::integer as responses, 30.0::decimal(18, 6) as nps, 4::integer as valued_accounts,
    21.5::decimal(18, 6) as time_to_value_days, 0::integer as renewals_due, null::decimal(18, 6) as renewal_rate,
    counted.annual_cost, (counted.annual_cost / counted.arr)::decimal(18, 6) as cost_share,
    tiers.cost_share_low::decimal(9, 6) as target_share_low, tiers.cost_share_high::decimal(9, 6) as target_share_high,
    (counted.accounts / counted.owners)::decimal(18, 6) as accounts_per_owner,
    tiers.accounts_per_csm_low as target_accounts_low, tiers.accounts_per_csm_high as target_accounts_high,
    months.is_provisional
from counted
inner join months using (month_end)
left join opened
    on counted.month_end = opened.month_end and counted.segment = opened.segment
    and (counted.segment_set = 'coverage' or counted.segment = 'all')
left join segment_tiers as tiers on counted.segment_set = tiers.segment_set and counted.segment = tiers.segment;

create table csm_load as
select
    days.month_end, if(accounts.owner_name is null, 'pool', 'owner') as bearer_kind,
    coalesce('005' || left(accounts.owner_name, 3), 'low_touch') as bearer_id,
    '005' || left(accounts.owner_name, 3) as owner_id, any_value(accounts.owner_name) as owner_name,
    count(*)::integer as accounts,
    count(*) filter (where tiers.coverage_model = 'dedicated')::integer as dedicated_accounts,
    count(*) filter (where tiers.coverage_model = 'pooled')::integer as pooled_accounts,
    count(*) filter (where tiers.coverage_model = 'digital')::integer as digital_accounts,
    sum(days.arr)::decimal(18, 6) as arr,
    sum(coalesce(1 / tiers.accounts_per_csm_high, 0))::decimal(18, 6) as people_needed_low,
    sum(1 / tiers.accounts_per_csm_low)::decimal(18, 6) as people_needed_high,
    sum(coalesce(1 / tiers.accounts_per_csm_high, 0)) > 0.5 as is_over,
    sum(1 / tiers.accounts_per_csm_low) < 1 as is_under
from segment_days as days
inner join accounts using (account_id)
inner join segment_tiers as tiers on days.segment_set = tiers.segment_set and days.segment = tiers.segment
where days.segment_set = 'coverage'
group by days.month_end, accounts.owner_name;

create table orphan_accounts as
select
    account_id, date '2026-09-05' as since_on, null::date as until_on, 'no_owner' as reason,
    null::varchar as owner_id, null::varchar as owner_name, 40 as days, current_arr::decimal(18, 6) as arr,
    segment, true as is_current
from accounts
where owner_name is null and current_mrr > 0;

create table touch_cadence as
select
    days.account_id, days.month_end, 'touch' as cadence, days.segment, 'steady' as phase, 30 as required_days,
    days.state_date - (list.number % 45) as last_touch_on, (list.number % 45)::integer as days_since,
    list.number % 45 <= 30 as is_met
from segment_days as days
inner join account_list as list using (account_id)
where days.segment_set = 'coverage' and days.segment <> 'tech_touch';

create table cadence_scorecard as
select
    month_end, segment, cadence, count(*) as accounts, count(*) filter (where is_met) as accounts_met,
    round(count(*) filter (where is_met) / count(*), 6)::decimal(28, 6) as cadence_rate, false as is_provisional
from touch_cadence
group by month_end, segment, cadence;

create table csm_time as
select
    '005' || left(name, 3) as owner_id, name as owner_name, month_end, 100.0::decimal(18, 6) as customer_hours,
    160.0::decimal(18, 6) as hours_worked, 0.625::decimal(18, 6) as customer_share,
    0.6::decimal(9, 6) as target_share, false as is_other_heavy
from months
cross join (values ('Ana Ruiz'), ('Ben Okafor')) as people (name);

create table automation_returns as
select
    'automatable_work' as process, 'Work that could be automated' as label, 20.0::decimal(9, 2) as hours_per_week,
    0.5::decimal(9, 6) as share_automated, 20 as people, 200.0::decimal(18, 6) as hours_freed,
    5.0::decimal(18, 6) as people_freed;
