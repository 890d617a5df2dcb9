-- What an account changed by in a month, in currency, is what its subscription periods in force at the month end add up to less
-- what they did a month earlier. Where merges follow the tree as it was, a merge moves an opening from one account to another.
with balances as (
    select
        periods.account_id,
        periods.currency,
        months.month_end,
        sum({{ counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all') }}) as mrr
    from {{ ref('subscription_periods') }} as periods
    inner join {{ ref('reporting_months') }} as months
        on
            periods.valid_from <= months.state_date
            and (periods.valid_to is null or periods.valid_to > months.state_date)
    cross join {{ ref('policies_in_force') }} as policies
    where policies.basis = 'contract'
    group by periods.account_id, periods.currency, months.month_end
),

signed as (
    select
        balances.account_id,
        balances.currency,
        balances.month_end,
        balances.mrr as amount
    from balances
    union all
    select
        balances.account_id,
        balances.currency,
        {{ month_end(dbt.dateadd('month', 1, 'balances.month_end')) }} as month_end,
        -balances.mrr as amount
    from balances
    union all
    select
        changes.account_id,
        changes.currency,
        changes.month_end,
        -changes.local_amount as amount
    from {{ ref('account_currency_movements') }} as changes
    cross join {{ ref('policies_in_force') }} as policies
    where policies.basis = 'contract'
)

select
    signed.account_id,
    signed.currency,
    signed.month_end,
    sum(signed.amount) as gap
from signed
inner join {{ ref('reporting_months') }} as months
    on signed.month_end = months.month_end
cross join {{ ref('policies_in_force') }} as policies
where policies.account_merges = 'todays_tree'
group by signed.account_id, signed.currency, signed.month_end
having sum(signed.amount) <> 0
