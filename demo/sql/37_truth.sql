-- The truth ledger, from the contract states alone: no invoice, snapshot or change event is looked at.
-- Money is in millionths as whole numbers; rates in hundred-millionths.
create or replace table truth_local as
with live as (
    select
        customers.truth_account_id as account_id,
        subscriptions.currency,
        month_ends.month_end,
        case subscriptions.billing_interval when 'week' then 52 else 1 end as times,
        case subscriptions.billing_interval when 'month' then 1 else 12 end as per,
        pow(10, 6 - subscriptions.digits)::bigint as to_millionths,
        subscriptions.history,
        states.amount_minor,
        coalesce(discounts.percent_off, 0) as percent_off,
        coalesce(discounts.amount_off, 0) as amount_off,
    from item_states as states
    inner join subscriptions on subscriptions.s = states.s and subscriptions.n <> 5
    inner join customers on customers.c = subscriptions.c
    inner join month_ends
        on
            states.from_at::date <= month_ends.state_on
            and (states.to_at is null or month_ends.state_on < states.to_at::date)
        and (subscriptions.trial_end_at is null or subscriptions.trial_end_at::date <= month_ends.state_on)
        and (
            subscriptions.pause_from is null or month_ends.state_on < subscriptions.pause_from::date
            or subscriptions.pause_to::date <= month_ends.state_on
        )
    left join discounts
        on
            discounts.s = states.s
            and discounts.duration = 'forever'
            and discounts.starts_at::date <= month_ends.state_on
)

select
    account_id,
    currency,
    month_end,
    sum(case
        -- The change ledger books whole minor units.
        when history = 'ledger' then round_div(amount_minor * times, per) * to_millionths
        else round_div(
            greatest(amount_minor * (100 - percent_off) - amount_off * 100, 0)::hugeint * times * to_millionths,
            100 * per
        )
    end)::hugeint as mrr_e6,
from live
group by all;

create or replace table truth_months as
with rates as (
    select
        month_ends.month_end,
        currencies.currency,
        case when currencies.currency = 'usd' then 100000000 else arg_max(fx_rates.rate_e8, fx_rates.rate_date) end
            as rate_e8,
    from month_ends
    cross join currencies
    left join fx_rates on fx_rates.currency = currencies.currency and fx_rates.rate_date <= month_ends.month_end
    group by month_ends.month_end, currencies.currency
),

grid as (
    select
        spans.account_id,
        spans.currency,
        month_ends.month_end,
        coalesce(truth_local.mrr_e6, 0) as mrr_e6,
    from (
        select account_id, currency, min(min(month_end)) over (partition by account_id) as first_month
        from truth_local
        group by account_id, currency
    ) as spans
    inner join month_ends on month_ends.month_end >= spans.first_month
    left join truth_local
        on
            truth_local.account_id = spans.account_id
            and truth_local.currency = spans.currency
            and truth_local.month_end = month_ends.month_end
)

select
    grid.account_id,
    grid.month_end,
    sum(round_div(grid.mrr_e6 * now_rate.rate_e8, 100000000))::hugeint as closing_e6,
    -- The account's own change, at the rate that its opening stands at.
    sum(
        round_div((grid.mrr_e6 - grid.mrr_before_e6) * coalesce(before_rate.rate_e8, now_rate.rate_e8), 100000000)
    )::hugeint as volume_e6,
from (
    select
        *,
        coalesce(lag(mrr_e6) over (partition by account_id, currency order by month_end), 0) as mrr_before_e6,
    from grid
) as grid
inner join rates as now_rate on now_rate.currency = grid.currency and now_rate.month_end = grid.month_end
left join rates as before_rate
    on before_rate.currency = grid.currency and before_rate.month_end = last_day(grid.month_end - interval 1 month)
group by grid.account_id, grid.month_end;
