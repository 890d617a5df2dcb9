-- Empty while movements are told by month end. A month is told at one rate, so that its states add up from opening to closing.
-- What the days do not explain (on the invoiced basis, all of it) is a change of the month's last day.
with months as (
    select
        currencies.account_id,
        currencies.currency,
        currencies.month_end,
        currencies.state_date,
        currencies.opening_local_mrr,
        currencies.closing_local_mrr,
        case
            when account_mrr.opening_mrr = 0 then currencies.rate
            when account_mrr.closing_mrr = 0 or policies.fx = 'opening_rate' then currencies.opening_rate
            else currencies.rate
        end as rate
    from {{ ref('account_currency_mrr') }} as currencies
    inner join {{ ref('account_mrr') }} as account_mrr
        on
            currencies.account_id = account_mrr.account_id
            and currencies.month_end = account_mrr.month_end
    cross join {{ ref('policies_in_force') }} as policies
    where policies.movement_grain = 'events'
),

explained as (
    select
        changes.account_id,
        changes.currency,
        changes.month_end,
        sum(changes.change) as change
    from {{ ref('account_day_changes') }} as changes
    group by changes.account_id, changes.currency, changes.month_end
),

steps as (
    select
        months.account_id,
        months.currency,
        months.month_end,
        {{ earliest_day() }} as changed_on,
        months.opening_local_mrr as change
    from months
    union all
    select
        changes.account_id,
        changes.currency,
        changes.month_end,
        changes.changed_on,
        changes.change
    from {{ ref('account_day_changes') }} as changes
    union all
    select
        months.account_id,
        months.currency,
        months.month_end,
        months.state_date as changed_on,
        months.closing_local_mrr - months.opening_local_mrr - coalesce(explained.change, 0) as change
    from months
    left join explained
        on
            months.account_id = explained.account_id
            and months.currency = explained.currency
            and months.month_end = explained.month_end
),

states as (
    select
        steps.account_id,
        steps.currency,
        steps.month_end,
        steps.changed_on,
        sum(sum(steps.change)) over (
            partition by steps.account_id, steps.currency, steps.month_end
            order by steps.changed_on
        ) as local_mrr
    from steps
    group by steps.account_id, steps.currency, steps.month_end, steps.changed_on
),

told as (
    select
        states.account_id,
        states.month_end,
        states.changed_on,
        {{ converted('states.local_mrr', 'months.rate') }} as mrr,
        {{ converted('coalesce(lag(states.local_mrr) over days, 0)', 'months.rate') }} as mrr_before
    from states
    inner join months
        on
            states.account_id = months.account_id
            and states.currency = months.currency
            and states.month_end = months.month_end
    window days as (partition by states.account_id, states.currency, states.month_end order by states.changed_on)
)

select
    told.account_id,
    told.month_end,
    told.changed_on,
    sum(told.mrr - told.mrr_before) as amount,
    sum(sum(told.mrr - told.mrr_before)) over (partition by told.account_id, told.month_end order by told.changed_on) as mrr
from told
group by told.account_id, told.month_end, told.changed_on
