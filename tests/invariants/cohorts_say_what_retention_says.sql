-- An account as old as a window is long has what retention_base retains of it over that window. Accounts with which others
-- were merged are left out: retention counts the others with them.
with merged as (
    select periods.account_id
    from {{ ref('crm_account_periods') }} as periods
    where periods.crm_account_id <> periods.account_id
    union
    select periods.crm_account_id as account_id
    from {{ ref('crm_account_periods') }} as periods
    where periods.crm_account_id <> periods.account_id
)

select
    members.account_id,
    members.age_months
from {{ ref('cohort_accounts') }} as members
inner join {{ ref('retention_windows') }} as windows
    on
        members.age_months = windows.window_months
        and {{ in_force('windows', 'members.month_end') }}
left join {{ ref('retention_base') }} as base
    on
        members.account_id = base.account_id
        and members.month_end = base.month_end
        and members.age_months = base.window_months
left join merged
    on members.account_id = merged.account_id
where
    merged.account_id is null
    and (base.retained_mrr is distinct from members.net_mrr or base.opening_mrr is distinct from members.start_mrr)
