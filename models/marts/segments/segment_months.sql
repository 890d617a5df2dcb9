-- Every paying account once in each set, read on the day on which its month is read; a set on the score has no reading before the
-- first month end of a life, which is that day itself.
select
    account_mrr.account_id,
    account_mrr.month_end,
    readings.segment_set,
    account_mrr.state_date,
    readings.segment,
    readings.rule_version,
    account_mrr.closing_mrr as mrr,
    cast(12 * account_mrr.closing_mrr as decimal(18, 6)) as arr,
    account_mrr.is_provisional
from {{ ref('account_mrr') }} as account_mrr
inner join {{ ref('segment_readings') }} as readings
    on
        account_mrr.account_id = readings.account_id
        and account_mrr.state_date >= readings.valid_from
        and (readings.valid_to is null or account_mrr.state_date < readings.valid_to)
where account_mrr.closing_mrr > 0
