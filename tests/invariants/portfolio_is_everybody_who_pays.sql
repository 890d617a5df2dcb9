-- The portfolio holds every account that pays today with its ARR, its counts are those of the rows behind them, and who is
-- on the list is there for a reason.
with paying as (
    select
        account_mrr.account_id,
        account_mrr.closing_mrr * 12 as arr
    from {{ ref('account_mrr') }} as account_mrr
    where
        account_mrr.month_end = (select max(newest.month_end) from {{ ref('account_mrr') }} as newest)
        and account_mrr.closing_mrr > 0
),

horizon as (
    select max(rules.within_days) as within_days
    from {{ ref('portfolio_rules') }} as rules
    where rules.reason_kind = 'renewal_due' and rules.effective_to is null
),

tasks as (
    select
        waiting.account_id,
        count(*) as overdue_tasks
    from {{ ref('portfolio_tasks') }} as waiting
    where waiting.state = 'overdue'
    group by waiting.account_id
),

renewals as (
    select
        renewals.account_id,
        count(*) as renewals_ahead,
        sum(renewals.amount_due) as amount_due
    from {{ ref('renewals') }} as renewals
    cross join horizon
    where
        renewals.outcome = 'open' and renewals.amount_due > 0 and renewals.days_to_due between 0 and horizon.within_days
    group by renewals.account_id
),

reasons as (
    select
        priorities.account_id,
        count(*) as reason_count
    from {{ ref('portfolio_priorities') }} as priorities
    group by priorities.account_id
)

select
    paying.account_id,
    portfolio.account_id as portfolio_account_id,
    paying.arr,
    portfolio.arr as portfolio_arr
from paying
full outer join {{ ref('portfolio') }} as portfolio
    on paying.account_id = portfolio.account_id
left join tasks
    on portfolio.account_id = tasks.account_id
left join renewals
    on portfolio.account_id = renewals.account_id
left join reasons
    on portfolio.account_id = reasons.account_id
where
    paying.account_id is null
    or portfolio.account_id is null
    or paying.arr <> portfolio.arr
    or portfolio.overdue_tasks <> coalesce(tasks.overdue_tasks, 0)
    or portfolio.renewals_ahead <> coalesce(renewals.renewals_ahead, 0)
    or portfolio.renewal_amount_ahead <> coalesce(renewals.amount_due, 0)
    or portfolio.reason_count <> coalesce(reasons.reason_count, 0)
    or (portfolio.reason is null) <> (portfolio.reason_count = 0)
