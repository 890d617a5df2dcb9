create temp table rates as
select month_end, 'usd' as currency, 1.0::decimal(18, 6) as rate from months
union all
select month_end, 'eur', (1.08 + 0.005 * (month(month_end) % 5))::decimal(18, 6) from months;

create temp table states as
select
    accounts.account_id,
    accounts.currency,
    months.month_end,
    months.state_date,
    months.is_provisional,
    max(rates.rate) as rate,
    coalesce(sum(periods.mrr), 0)::decimal(18, 6) as mrr,
    coalesce(sum(periods.quantity), 0) as seats
from account_list as accounts
cross join months
inner join rates on months.month_end = rates.month_end and accounts.currency = rates.currency
left join subscription_periods as periods
    on accounts.account_id = periods.account_id
    and periods.valid_from <= months.state_date
    and (periods.valid_to is null or periods.valid_to > months.state_date)
group by all;

create temp table steps as
select
    *,
    coalesce(lag(mrr) over history, 0) as mrr_before,
    coalesce(lag(rate) over history, rate) as rate_before,
    coalesce(max(mrr) over (history rows between unbounded preceding and 1 preceding), 0) > 0 as paid_before
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
    from (
        select *, count(*) filter (where mrr > 0) over (partition by account_id order by month_end) as paid_months
        from steps
    )
    where paid_months > 0
) as steps;

create table account_currency_mrr as
select
    account_id, currency, month_end, state_date, is_provisional,
    rate::decimal(28, 12) as rate, rate_before::decimal(28, 12) as opening_rate,
    mrr_before as opening_local_mrr, mrr as closing_local_mrr,
    (mrr * rate)::decimal(18, 6) as closing_mrr_list,
    (mrr * rate)::decimal(18, 6) as closing_mrr,
    (mrr * rate)::decimal(18, 6) as closing_mrr_net_all
from tiered;

create table account_mrr as
select
    account_id,
    month_end,
    state_date,
    coalesce(lag(segment_at_close) over (partition by account_id order by month_end), segment_at_close) as segment,
    segment_at_close,
    1 as segment_version,
    (mrr_before * rate_before)::decimal(18, 6) as opening_mrr,
    (mrr * rate)::decimal(18, 6) as closing_mrr,
    (mrr * rate)::decimal(18, 6) as closing_mrr_list,
    (mrr * rate)::decimal(18, 6) as closing_mrr_net_all,
    paid_months::integer as paid_months,
    is_provisional
from tiered;

create table accounts_by_tier as
select account_id, segment from account_mrr where segment is not null
union
select account_id, segment_at_close from account_mrr where segment_at_close is not null;

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

create table mrr_footing as
with moved as (
    select
        account_id, month_end, sum(amount) as moved,
        sum(amount) filter (where movement = 'new') as new_mrr,
        sum(amount) filter (where movement = 'reactivation') as reactivation_mrr,
        sum(amount) filter (where movement = 'expansion') as expansion_mrr,
        sum(amount) filter (where movement = 'contraction') as contraction_mrr,
        sum(amount) filter (where movement = 'churn') as churn_mrr,
        sum(amount) filter (where movement = 'fx') as fx_mrr
    from mrr_movements
    group by account_id, month_end
)
select
    balances.month_end, balances.segment, count(*) as accounts,
    sum(balances.opening_mrr)::decimal(18, 6) as opening_mrr,
    coalesce(sum(moved.new_mrr), 0)::decimal(18, 6) as new_mrr,
    coalesce(sum(moved.reactivation_mrr), 0)::decimal(18, 6) as reactivation_mrr,
    coalesce(sum(moved.expansion_mrr), 0)::decimal(18, 6) as expansion_mrr,
    coalesce(sum(moved.contraction_mrr), 0)::decimal(18, 6) as contraction_mrr,
    coalesce(sum(moved.churn_mrr), 0)::decimal(18, 6) as churn_mrr,
    coalesce(sum(moved.fx_mrr), 0)::decimal(18, 6) as fx_mrr,
    sum(balances.closing_mrr)::decimal(18, 6) as closing_mrr,
    sum(balances.opening_mrr + coalesce(moved.moved, 0) - balances.closing_mrr)::decimal(18, 6) as residual,
    count(*) filter (where balances.opening_mrr + coalesce(moved.moved, 0) <> balances.closing_mrr) as unfooted,
    bool_or(balances.is_provisional) as is_provisional
from account_mrr as balances
left join moved using (account_id, month_end)
group by balances.month_end, balances.segment;
