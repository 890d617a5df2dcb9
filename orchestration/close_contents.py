"""What a close keeps of a month: queries over the attached publication `pub` and build file `build`.

Their variables: month_end; as_of and as_of_day; is_first: no other month is closed; is_again: this one was closed.
"""

ADJUSTED = """
    select
        account_id,
        sum(amount) as amount,
        sum(case when month_end = getvariable('month_end') then amount else 0 end) as amount_of_month
    from pub.adjustments_in_force
    where month_end <= getvariable('month_end')
    group by account_id
"""

# The frozen balances are those that readers had. A first close that is made again begins the frozen books anew, and any
# month that is closed again ends at what is known now.
ACCOUNTS = f"""
    select
        views.account_id,
        account_mrr.segment,
        account_mrr.segment_at_close,
        views.opening_mrr_as_known_now as opening_mrr,
        views.closing_mrr_as_known_now as closing_mrr,
        coalesce(adjusted.amount, 0) as adjustment_mrr,
        case
            when getvariable('is_first')
                then views.opening_mrr_as_known_now + coalesce(adjusted.amount - adjusted.amount_of_month, 0)
            else views.opening_mrr_frozen
        end as frozen_opening_mrr,
        case
            when getvariable('is_again') then views.closing_mrr_as_known_now + coalesce(adjusted.amount, 0)
            else views.closing_mrr_frozen
        end as frozen_closing_mrr
    from pub.account_mrr_views as views
    left join pub.account_mrr as account_mrr
        on views.account_id = account_mrr.account_id and views.month_end = account_mrr.month_end
    left join ({ADJUSTED}) as adjusted on views.account_id = adjusted.account_id
    where views.month_end = getvariable('month_end')
"""

MOVEMENTS_AGAIN = """
    select account_id, month_end, movement, amount
    from pub.mrr_movements
    where month_end = getvariable('month_end')
    union all
    select account_id, month_end, 'adjustment', sum(amount)
    from pub.adjustments_in_force
    where month_end = getvariable('month_end')
    group by account_id, month_end
"""

# Lines of the month as they stood in the frozen books, and those of later months that tell of changes known by now. A
# month that is closed again takes all that its own movements do not explain as a change of the months before it.
MOVEMENTS = f"""
    select account_id, month_end, movement, amount
    from pub.frozen_mrr_movements
    where
        not getvariable('is_again')
        and (
            month_end = getvariable('month_end')
            or (month_end > getvariable('month_end') and movement = 'prior_period')
        )
    union all
    select account_id, month_end, movement, amount from ({MOVEMENTS_AGAIN}) where getvariable('is_again')
    union all
    select
        accounts.account_id,
        getvariable('month_end') as month_end,
        'prior_period' as movement,
        accounts.frozen_closing_mrr - accounts.frozen_opening_mrr - coalesce(moved.amount, 0) as amount
    from ({ACCOUNTS}) as accounts
    left join (
        select account_id, sum(amount) as amount from ({MOVEMENTS_AGAIN}) group by account_id
    ) as moved on accounts.account_id = moved.account_id
    where
        getvariable('is_again')
        and accounts.frozen_closing_mrr - accounts.frozen_opening_mrr <> coalesce(moved.amount, 0)
"""

RETENTION = """
    select segment, window_months, definition_id, definition_version, numerator, denominator, rate
    from pub.retention
    where month_end = getvariable('month_end')
"""

RATES = """
    select currency, max(rate) as rate
    from pub.account_currency_mrr
    where month_end = getvariable('month_end')
    group by currency
"""

POLICIES = """
    select policy, position, days, version
    from pub.policies
    where
        effective_from <= getvariable('as_of_day')
        and coalesce(effective_to > getvariable('as_of_day'), true)
"""

SUBSCRIPTIONS = f"""
    with counted as (
        select
            periods.account_id,
            periods.subscription_id,
            periods.currency,
            periods.quantity,
            case policies.position
                when 'list' then periods.mrr_list when 'all' then periods.mrr_net_all else periods.mrr
            end as mrr
        from pub.subscription_periods as periods
        left join ({POLICIES}) as policies on policies.policy = 'discounts'
        where
            periods.valid_from <= getvariable('month_end')
            and coalesce(periods.valid_to > getvariable('month_end'), true)
    )
    select
        counted.account_id,
        counted.subscription_id,
        counted.currency,
        sum(counted.quantity) as quantity,
        sum(counted.mrr) as local_mrr,
        round(sum(counted.mrr)::decimal(20, 6) * max(rates.rate)::decimal(18, 12), 6) as mrr
    from counted
    left join ({RATES}) as rates on counted.currency = rates.currency
    where counted.mrr > 0
    group by counted.account_id, counted.subscription_id, counted.currency
"""

ADJUSTMENTS = """
    select adjustment_id, account_id, month_end, amount
    from pub.adjustments_in_force
    where month_end <= getvariable('month_end')
"""

# What had landed but was not known yet at as_of counts as landed later.
LOADS = """
    select sha256, min(path) as path
    from build.raw._loads
    where coalesce(observed_at <= getvariable('as_of'), true)
    group by sha256
"""

CONTENTS = {
    "accounts": ACCOUNTS,
    "movements": MOVEMENTS,
    "retention": RETENTION,
    "subscriptions": SUBSCRIPTIONS,
    "adjustments": ADJUSTMENTS,
    "rates": RATES,
    "policies": POLICIES,
    "loads": LOADS,
}
