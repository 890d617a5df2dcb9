-- The running sum of what changed, read on the scoring dates: no join by range, so that it costs what the changes cost.
with steps as (
    select
        changes.account_id,
        changes.signal,
        changes.changed_on as step_on,
        changes.change,
        changes.answers_change,
        false as is_read
    from {{ ref('signal_changes') }} as changes
    union all
    select
        known.account_id,
        known.signal,
        dates.as_of_date as step_on,
        0 as change,
        0 as answers_change,
        true as is_read
    from (
        select distinct
            changes.account_id,
            changes.signal
        from {{ ref('signal_changes') }} as changes
    ) as known
    cross join {{ ref('health_dates') }} as dates
),

balances as (
    select
        steps.account_id,
        steps.signal,
        steps.step_on,
        steps.is_read,
        sum(steps.change) over to_date as amount,
        sum(steps.answers_change) over to_date as answers
    from steps
    window to_date as (
        partition by steps.account_id, steps.signal
        order by steps.step_on, steps.is_read
        rows unbounded preceding
    )
)

select
    balances.account_id,
    balances.step_on as as_of_date,
    balances.signal,
    cast(balances.amount as decimal(18, 6)) as amount
from balances
inner join {{ ref('health_accounts') }} as accounts
    on
        balances.account_id = accounts.account_id
        and balances.step_on = accounts.as_of_date
where balances.is_read and (balances.amount <> 0 or balances.answers > 0)
