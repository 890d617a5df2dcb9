-- What an account is told under: its tier at the opening of the window, and what it is today.
with first_months as (
    select
        account_mrr.account_id,
        min(account_mrr.month_end) as month_end
    from {{ ref('account_mrr') }} as account_mrr
    group by account_mrr.account_id
),

firsts as (
    select
        account_mrr.account_id,
        account_mrr.segment
    from {{ ref('account_mrr') }} as account_mrr
    inner join first_months
        on
            account_mrr.account_id = first_months.account_id
            and account_mrr.month_end = first_months.month_end
),

newest as (
    select
        account_mrr.account_id,
        account_mrr.segment_at_close as segment
    from {{ ref('account_mrr') }} as account_mrr
    where account_mrr.month_end = (select max(months.month_end) from {{ ref('reporting_months') }} as months)
),

windows as (
    select
        windows.window_months,
        months.month_end,
        {{ month_end(dbt.dateadd('month', '-windows.window_months', 'months.month_end')) }} as opening_month_end
    from {{ ref('retention_windows') }} as windows
    inner join {{ ref('reporting_months') }} as months
        on {{ in_force('windows', 'months.month_end') }}
)

select
    closings.account_id,
    closings.month_end,
    windows.window_months,
    coalesce(openings.segment_at_close, firsts.segment) as segment,
    newest.segment as segment_today,
    accounts.region,
    coalesce(accounts.owner_name, 'unassigned') as owner_name
from windows
inner join {{ ref('account_mrr') }} as closings
    on windows.month_end = closings.month_end
inner join firsts
    on closings.account_id = firsts.account_id
inner join newest
    on closings.account_id = newest.account_id
inner join {{ ref('known_accounts') }} as accounts
    on closings.account_id = accounts.account_id
left join {{ ref('account_mrr') }} as openings
    on
        closings.account_id = openings.account_id
        and windows.opening_month_end = openings.month_end
