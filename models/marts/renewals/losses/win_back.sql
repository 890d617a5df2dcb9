with gone as (
    select
        losses.*,
        accounts.account_name,
        accounts.owner_id,
        accounts.owner_name,
        {{ as_of_day() }} as today,
        row_number() over (partition by losses.account_id order by losses.lost_on desc) as newest_rank
    from {{ ref('revenue_losses') }} as losses
    inner join {{ ref('accounts') }} as accounts
        on losses.account_id = accounts.account_id
    where losses.kind = 'churn' and losses.returned_on is null and not accounts.is_deleted and accounts.current_mrr = 0
)

select
    gone.account_id,
    gone.account_name,
    gone.owner_id,
    gone.owner_name,
    gone.segment,
    gone.lost_on,
    cast({{ days_between('gone.lost_on', 'gone.today') }} as integer) as days_since,
    cast({{ dbt.dateadd('day', 'rules.most_days', 'gone.lost_on') }} as date) as last_day,
    gone.lost_mrr,
    cast(gone.lost_mrr * 12 as decimal(18, 6)) as lost_amount,
    gone.tenure_days,
    gone.reason,
    gone.reason_label,
    gone.evidence,
    reasons.next_step,
    reasons.owner_role,
    rules.version as rules_version
from gone
inner join {{ ref('loss_reasons') }} as reasons
    on
        gone.reason = reasons.reason
        and {{ in_force('reasons', 'gone.today') }}
inner join {{ ref('win_back_rules') }} as rules
    on {{ in_force('rules', 'gone.today') }}
where
    gone.newest_rank = 1
    and coalesce(reasons.is_voluntary, true)
    and reasons.is_winnable
    and gone.lost_mrr >= rules.least_mrr
    and gone.tenure_days >= rules.least_tenure_days
    and {{ days_between('gone.lost_on', 'gone.today') }} between rules.least_days and rules.most_days
