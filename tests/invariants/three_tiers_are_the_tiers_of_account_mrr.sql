-- On the contract basis, at every month end each paying account has one segment of three_tiers: the tier that retention is told by.
select
    account_mrr.account_id,
    account_mrr.month_end,
    account_mrr.segment_at_close,
    count(readings.segment) as readings,
    max(readings.segment) as segment
from {{ ref('account_mrr') }} as account_mrr
inner join {{ ref('policies_in_force') }} as policies
    on policies.basis = 'contract'
left join {{ ref('segment_readings') }} as readings
    on
        readings.segment_set = 'three_tiers'
        and account_mrr.account_id = readings.account_id
        and account_mrr.state_date >= readings.valid_from
        and (readings.valid_to is null or account_mrr.state_date < readings.valid_to)
where account_mrr.closing_mrr > 0
group by account_mrr.account_id, account_mrr.month_end, account_mrr.segment_at_close
having count(readings.segment) <> 1 or max(readings.segment) <> account_mrr.segment_at_close
