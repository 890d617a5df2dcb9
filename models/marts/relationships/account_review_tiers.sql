-- A strategic account is looked after as one whatever it pays, any other as its coverage segment asks: hysteresis and
-- upgrades of accounts at risk included. The segment beside it stays the ARR tier, by which totals are cut.
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
    case
        when strategic.account_id is null then coalesce(segments.segment, account_mrr.segment_at_close)
        else 'strategic'
    end as tier
from {{ ref('account_mrr') }} as account_mrr
left join strategic
    on
        account_mrr.account_id = strategic.account_id
        and account_mrr.month_end >= strategic.effective_from
        and account_mrr.month_end < strategic.effective_to
left join {{ ref('segments') }} as segments
    on
        account_mrr.account_id = segments.account_id
        and account_mrr.state_date >= segments.valid_from
        and (segments.valid_to is null or account_mrr.state_date < segments.valid_to)
where account_mrr.closing_mrr > 0
