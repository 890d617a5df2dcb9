-- Opportunities that follow from the subscriptions and their contracts, and deals that came to nothing.
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

-- A renewal is a deal of its own, opened a quarter ahead. It is won when the next contract is signed, and lost at the end
-- of the term, or soon after notice was given.
renewals as (
    select
        ends.s * 1000 + 1 + ends.k + ends.is_long::int as deal,
        ends.contract,
        ends.s,
        ends.period_to,
        ends.life_end,
        ends.period_to - to_days((85 + pick(deal, 'opened', 25))::int) as created_at,
        next_years.s is not null as is_won,
        case
            when is_won then next_years.activated_at
            when ends.life_end > ends.period_to or ends.life_end is null then null
            when ends.request_at > created_at and chance(deal, 'given up') < 0.7
                then least(ends.period_to, ends.request_at + to_days((1 + pick(deal, 'given up after', 6))::int))
            else ends.period_to
        end as closed_at,
    from contract_years as ends
    left join contract_years as next_years
        on next_years.s = ends.s and next_years.k = ends.k + 1 + ends.is_long::int
    where not ends.is_second and ends.end_kind <> 'moved' and ends.period_to < getvariable('now') + to_days(120)
),

made as (
    select s * 1000 as deal, s, 'New Business' as type, start_at - to_days(60) as created_at, start_at as planned_at,
        start_at as closed_at, true as is_won, start_at as priced_at, null::bigint as contract
    from subscriptions
    where n <> 5
    union all
    select deal, s, 'Renewal', created_at, period_to, closed_at, is_won,
        least(period_to - to_days(3), closed_at, getvariable('now')), contract
    from renewals
    where coalesce(life_end > created_at, true)
    union all
    select s * 1000 + 400 + row_number() over (partition by s order by change_at) as deal, s, 'Upsell',
        greatest(subscriptions.start_at + to_days(5), change_at - to_days((25 + pick(deal, 'cycle', 60))::int)),
        change_at, change_at, true, change_at, null
    from changes
    inner join subscriptions using (s)
    where kind in ('seats_up', 'upgrade')
    union all
    -- What was offered and came to nothing, or is still open.
    select s * 1000 + 700 + key % 1000 as deal, s, 'Upsell', offered_at as created_at, closed_at, closed_at, false,
        offered_at, null
    from (
        select
            subscriptions.s,
            account_months.key,
            at_time(month_start + pick(account_months.key, 'offer day', 28)::int, account_months.key, 'offer') as offered_at,
            offered_at + to_days((30 + pick(account_months.key, 'offer cycle', 90))::int) as closed_at,
        from account_months
        inner join subscriptions on subscriptions.s = account_months.i * 10 + 1
        where chance(account_months.key, 'offer') < 0.02 and offered_at between live_from and live_to
    )
)

select
    made.* exclude (closed_at, contract, priced_at),
    coalesce(made.closed_at < getvariable('now'), false) as is_closed,
    coalesce(made.closed_at, made.planned_at) as closed_at,
    salesforce_id('006', made.deal) as opportunity_id,
    subscriptions.i,
    subscriptions.currency,
    -- What was asked for in vain is a share of what the account pays.
    case
        when made.type = 'Upsell' and not made.is_won
            then greatest(1, round(coalesce(now_worth.yearly, 0) * (0.08 + 0.22 * chance(made.deal, 'offered'))))::bigint
        when made.type = 'Upsell' then greatest(1, coalesce(now_worth.yearly, 0) - coalesce(before_worth.yearly, 0))
        else coalesce(now_worth.yearly, 1)
    end as amount,
    salesforce_id('800', made.contract) as contract_id,
from made
inner join subscriptions on subscriptions.s = made.s
left join values_at as now_worth
    on now_worth.s = made.s and now_worth.from_at <= made.priced_at
        and (now_worth.to_at is null or made.priced_at < now_worth.to_at)
left join values_at as before_worth on before_worth.s = made.s and before_worth.to_at = made.priced_at
    and made.type = 'Upsell'
where made.created_at < getvariable('now');
