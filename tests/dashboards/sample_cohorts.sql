-- Cohorts of the sample: accounts by the month they first paid in, followed over final months, and their lives.
create table cohort_accounts as
with paying as (
    select
        states.account_id, states.month_end, states.is_provisional, states.rate, states.mrr as local_mrr,
        min(states.month_end) filter (where states.mrr > 0) over (partition by states.account_id) as start_month_end
    from states
),
aged as (
    select
        *, datediff('month', start_month_end, month_end)::integer as age_months,
        local_mrr * first_value(rate) over history as net_mrr, first_value(local_mrr * rate) over history as start_mrr
    from paying
    where month_end >= start_month_end
    window history as (partition by account_id order by month_end)
)
select
    aged.account_id, aged.age_months, aged.month_end, aged.start_month_end,
    last_day(date_trunc('quarter', aged.start_month_end) + interval 2 month)::date as start_quarter_end,
    starts.segment_at_close as segment, if(list.number % 2 = 0, 'Team', 'Business') as plan,
    ['Referral', 'Web', 'Partner'][1 + list.number % 3] as channel,
    aged.start_mrr::decimal(18, 6) as start_mrr, (aged.local_mrr * aged.rate)::decimal(18, 6) as mrr,
    aged.net_mrr::decimal(18, 6) as net_mrr,
    (min(aged.net_mrr) over (partition by aged.account_id order by aged.age_months))::decimal(18, 6) as gross_mrr,
    aged.local_mrr > 0 as is_paying,
    min(aged.local_mrr) over (partition by aged.account_id order by aged.age_months) > 0 as is_unbroken,
    aged.is_provisional
from aged
inner join account_mrr as starts on aged.account_id = starts.account_id and aged.start_month_end = starts.month_end
inner join account_list as list on aged.account_id = list.account_id;

create table cohort_rules as
select 1 as version, 10 as least_logos, 0.95::decimal(9, 6) as confidence_level, date '2000-01-01' as effective_from,
null::date as effective_to;

create table cohorts as
with based as (
    select 'month' as cohort_basis, start_month_end as cohort_month, * from cohort_accounts
    union all
    select 'quarter', start_quarter_end, * from cohort_accounts
),
cut as (
    select * replace ('all' as segment, 'all' as plan, 'all' as channel) from based
    union all
    select * replace ('all' as plan, 'all' as channel) from based
    union all
    select * replace ('all' as segment, 'all' as channel) from based
    union all
    select * replace ('all' as segment, 'all' as plan) from based
),
summed as (
    select
        cohort_basis, cohort_month, segment, plan, channel, age_months, count(*)::integer as start_logos,
        count(*) filter (where is_paying)::integer as logos,
        count(*) filter (where is_unbroken)::integer as gross_logos,
        sum(start_mrr)::decimal(18, 6) as start_mrr, sum(mrr)::decimal(18, 6) as mrr,
        sum(net_mrr)::decimal(18, 6) as net_mrr, sum(gross_mrr)::decimal(18, 6) as gross_mrr,
        bool_or(is_provisional) as is_provisional
    from cut
    group by all
),
newest as (select max(month_end) as month_end from months)
select
    summed.*,
    (logos / start_logos::double)::decimal(28, 6) as logo_retention,
    (gross_logos / start_logos::double)::decimal(28, 6) as gross_logo_retention,
    (net_mrr / start_mrr::double)::decimal(28, 6) as net_retention,
    (gross_mrr / start_mrr::double)::decimal(28, 6) as gross_retention,
    not is_provisional and cohort_month <= newest.month_end as is_complete,
    start_logos < 5 as is_small
from summed
cross join newest
where age_months <= datediff('month', least(cohort_month, newest.month_end), newest.month_end);

create table cohort_lives as
with ended as (
    -- An account's first period that no other carries on.
    select account_id, min(valid_to) as lost_on
    from subscription_periods as periods
    where
        valid_to is not null and valid_to <= date '2026-10-15' and not exists (
            from subscription_periods as later
            where later.account_id = periods.account_id and later.valid_from = periods.valid_to
        )
    group by account_id
),
lives as (
    select
        periods.account_id, min(periods.valid_from) as first_paid_on,
        coalesce(any_value(ended.lost_on), date '2026-10-15') as watched_to, any_value(ended.lost_on) is not null as is_lost
    from subscription_periods as periods
    left join ended using (account_id)
    group by periods.account_id
),
aged as (
    select *, datesub('month', first_paid_on, watched_to)::integer as months
    from lives
)
select
    aged.*, (watched_to - (first_paid_on + to_months(months))::date)::integer as days,
    months + if(watched_to > first_paid_on + to_months(months), 1, 0) as last_age_months,
    coalesce(starts.segment, 'unknown') as segment, coalesce(starts.plan, 'unknown') as plan,
    coalesce(starts.channel, 'unknown') as channel, year(first_paid_on)::varchar as start_year
from aged
left join cohort_accounts as starts on aged.account_id = starts.account_id and starts.age_months = 0;

create table cohort_survival as
with valued as (
    select 'all' as dimension, 'all' as dimension_value, last_age_months, is_lost from cohort_lives
    union all
    select 'segment', segment, last_age_months, is_lost from cohort_lives
    union all
    select 'plan', plan, last_age_months, is_lost from cohort_lives
    union all
    select 'channel', channel, last_age_months, is_lost from cohort_lives
    union all
    select 'start_year', start_year, last_age_months, is_lost from cohort_lives
),
ages as (
    select dimension, dimension_value, accounts, ages.age_months::integer as age_months
    from (
        select dimension, dimension_value, max(last_age_months) as longest, count(*)::integer as accounts
        from valued
        group by all
    )
    inner join range(0, 60) as ages (age_months) on ages.age_months <= longest
),
counted as (
    select
        ages.*, count(*) filter (where last_age_months >= age_months)::integer as at_risk,
        count(*) filter (where last_age_months = age_months and is_lost)::integer as lost,
        count(*) filter (where last_age_months = age_months and not is_lost)::integer as censored
    from ages
    inner join valued using (dimension, dimension_value)
    group by all
),
-- By months, where the mart goes by days.
multiplied as (
    select
        *,
        exp(sum(ln(greatest(1 - lost / at_risk::double, 1e-9))) over so_far) as survival,
        sqrt(sum(lost / (at_risk * greatest(at_risk - lost, 1))::double) over so_far) as deviation
    from counted
    window so_far as (partition by dimension, dimension_value order by age_months)
)
select
    dimension, dimension_value, age_months, accounts, at_risk, lost, censored, survival::decimal(9, 6) as survival,
    if(survival < 1, greatest(survival * (1 - 1.96 * deviation), 0), null)::decimal(9, 6) as survival_lower,
    if(survival < 1, least(survival * (1 + 1.96 * deviation), 1), null)::decimal(9, 6) as survival_upper,
    min(case when survival <= 0.5 then age_months end) over (
        partition by dimension, dimension_value
    )::decimal(9, 2) as median_months,
    at_risk < 5 as is_small
from multiplied;
