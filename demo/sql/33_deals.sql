-- Opportunities and contracts that follow from the subscriptions, and deals that came to nothing.
create or replace table contracts as
select
    periods.s * 100 + periods.k as contract,
    salesforce_id('800', periods.s * 100 + periods.k) as contract_id,
    subscriptions.i,
    periods.s,
    periods.k,
    periods.period_from::date as start_date,
    periods.period_to::date - 1 as end_date,
    periods.period_from as activated_at,
from periods
inner join subscriptions on subscriptions.s = periods.s and subscriptions.billing_interval = 'year'
    and subscriptions.n <> 5;

create or replace table deals as
with values_at as (
    select
        states.s,
        states.from_at,
        states.to_at,
        sum(round_div(
            states.amount_minor
                * (case subscriptions.billing_interval when 'month' then 12 when 'week' then 52 else 1 end),
            pow(10, subscriptions.digits)::bigint
        ))::bigint as yearly,
    from item_states as states
    inner join subscriptions on subscriptions.s = states.s
    where states.slot = 1
    group by all
),

made as (
    select s * 1000 as deal, s, 'New Business' as type, start_at as closed_at, true as is_won, true as is_closed,
        start_at as priced_at, 60 as days
    from subscriptions
    where n <> 5
    union all
    -- A renewal is a deal of its own, opened a quarter ahead; one that is due within 120 days is open.
    select
        periods.s * 1000 + 1 + periods.k, periods.s, 'Renewal', periods.period_to,
        coalesce(subscriptions.end_at > periods.period_to, not subscriptions.is_ended),
            periods.period_to < getvariable('now'),
        periods.period_to - to_days(3), 95
    from periods
    inner join subscriptions on subscriptions.s = periods.s and subscriptions.billing_interval = 'year'
        and subscriptions.n <> 5
    where periods.period_to < getvariable('now') + to_days(120)
        and (subscriptions.end_kind <> 'moved')
    union all
    select s * 1000 + 400 + row_number() over (partition by s order by change_at), s, 'Upsell', change_at, true, true,
        change_at, 30
    from changes
    where kind in ('seats_up', 'upgrade')
)

select
    made.*,
    salesforce_id('006', made.deal) as opportunity_id,
    subscriptions.i,
    subscriptions.currency,
    case when made.type = 'Upsell'
        then greatest(1, coalesce(now_worth.yearly, 0) - coalesce(before_worth.yearly, 0))
            else coalesce(now_worth.yearly, 1) end as amount,
    made.closed_at - to_days(made.days::int) as created_at,
    contracts.contract_id,
from made
inner join subscriptions on subscriptions.s = made.s
left join values_at as now_worth
    on now_worth.s = made.s and now_worth.from_at <= made.priced_at
        and (now_worth.to_at is null or made.priced_at < now_worth.to_at)
left join values_at as before_worth on before_worth.s = made.s and before_worth.to_at = made.priced_at
    and made.type = 'Upsell'
left join contracts on contracts.s = made.s and made.type = 'Renewal' and contracts.contract = made.s * 100
    + made.deal % 1000 - 1
where made.closed_at - to_days(made.days::int) < getvariable('now');

-- What people did with the account: the better looked after, the more of it.
create or replace table touches as
select
    account_months.key * 100 + j as touch,
    account_months.i,
    account_months.month_start + to_days(pick(account_months.key * 100 + j, 'touch day', 28)::int) as on_date,
    25200 + pick(account_months.key * 100 + j, 'touch second', 36000) as second,
    chance(account_months.key * 100 + j, 'touch kind') as u,
    1 + pick(account_months.key * 100 + j, 'touched', map {'low': 3, 'mid': 5, 'high': 8}[account_months.tier])
        as contact_j,
from account_months
cross join range(1, 8) as numbers(j)
where j <= map {'low': 1, 'mid': 2, 'high': 5}[account_months.tier]
    + floor(2 * chance(account_months.key, 'touches') * account_months.wellbeing)
    and chance(account_months.key * 100 + j, 'touch at all') < 0.8
    and account_months.month_start + to_days(pick(account_months.key * 100 + j, 'touch day', 28)::int)
    < getvariable('as_of');
