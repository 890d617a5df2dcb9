-- Each subscription with its terms: what it starts with, whether its end is known, when nobody pays for it.
create or replace table subscriptions as
with seen as (
    select
        life.*,
        life.i * 10 + life.n as s,
        life.i * 10 + life.customer_n as c,
        accounts.scenario,
        accounts.tier,
        accounts.history,
        accounts.discount as account_discount,
        currencies.digits,
        -- An end that lies ahead is known if it was asked for; one within the running month was not asked for yet,
        -- so that the provisional month means the same whether or not announced ends are counted.
        life.end_at > getvariable('now')
        and life.request_at < getvariable('now')
        and life.end_at::date > getvariable('month_end') as is_scheduled,
    from every_subscription as life
    inner join accounts on accounts.i = life.i
    inner join currencies on currencies.currency = life.currency
    where life.start_at < getvariable('now') - to_hours(30)
)

select
    * exclude (end_at, request_at, account_discount),
    case when end_at < getvariable('now') or is_scheduled then end_at end as end_at,
    case when end_at < getvariable('now') or is_scheduled then request_at end as request_at,
    coalesce(end_at < getvariable('now'), false) as is_ended,
    -- From here on no invoice gets paid.
    case when end_kind = 'payment_failed' then end_at - to_days(21) end as failing_from,
    least(coalesce(end_at, getvariable('now')), getvariable('now')) as billed_until,
    case
        when n <> 1 or billing_interval = 'week' then 'none'
        when account_discount in ('repeating', 'once') and (billing_interval = 'year' or trial_end_at is not null)
            then 'none'
        else account_discount
    end as discount,
    case
        when scenario = 'weekly_price' or billing_interval = 'week' then 6
        when scenario = 'tiered_price' then 7
        when n = 3 then 5
        else map {'low': 1, 'mid': 2, 'high': 3}[tier]
    end as first_product,
    greatest(3, round(size * case
        when scenario = 'proration_monthly' then 10
        when scenario = 'proration_yearly' then 40
        when scenario = 'tiered_price' then 240
        when tier = 'low' then 10 + pick(i, 'seats', 26)
        when tier = 'mid' then 26 + pick(i, 'seats', 62)
        else 112 + pick(i, 'seats', 235)
    end))::bigint as first_seats,
    tier <> 'low' and billing_interval = 'year' and chance(i, 'collection') < 0.65 as is_invoiced,
    case
        when scenario = 'paused_and_resumed' then period_start(anchor_at, 'month', 8)
        when scenario = 'paused_now'
            then period_start(anchor_at, 'month', datediff('month', anchor_at, getvariable('as_of')) - 2)
    end as pause_from,
    case when scenario = 'paused_and_resumed' then period_start(anchor_at, 'month', 10) end as pause_to,
    -- Only plain accounts change by chance: a scenario's figures must stay what it says.
    billing_interval <> 'week' and n <> 5 and (scenario is null or scenario in (
        'hostile_name', 'merged_pair', 'merged_chain', 'parent', 'subsidiary_with_key', 'free_mail',
            'contact_majority', 'manual_map',
        'forever_percent', 'discount_added_later', 'two_customers', 'three_decimal_currency', 'zero_decimal_currency',
        'ledger_with_addon', 'ledger_yearly', 'snapshot_seat_changes', 'snapshot_discount', 'fifteen_character_key',
            'organization_key',
        'hidden_churn', 'shared_domain_with_key'
    )) as changes_by_chance,
from seen;
