-- A strategic account is looked after as one whatever it pays.
with strategic as (
    select
        listed.account_id,
        listed.effective_from,
        min(coalesce(listed.effective_to, {{ latest_day() }})) as effective_to
    from {{ ref('strategic_accounts') }} as listed
    group by listed.account_id, listed.effective_from
)

select
    account_mrr.account_id,
    account_mrr.month_end,
    account_mrr.state_date,
    account_mrr.segment_at_close as segment,
    case when strategic.account_id is null then account_mrr.segment_at_close else 'strategic' end as tier
from {{ ref('account_mrr') }} as account_mrr
left join strategic
    on
        account_mrr.account_id = strategic.account_id
        and account_mrr.month_end >= strategic.effective_from
        and account_mrr.month_end < strategic.effective_to
where account_mrr.closing_mrr > 0
