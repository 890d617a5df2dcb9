-- What an account was worth when it left. The ledger says so where it shows the loss: told by events, on the day itself; told by
-- month ends, with the last loss of the month. A loss that no month end shows, because the account was back or had come within
-- the month, counts what was paid the day before.
with lives as (
    select
        periods.account_id,
        periods.life,
        periods.valid_to as churned_on,
        lead(periods.valid_from) over (partition by periods.account_id order by periods.life) as returned_on
    from {{ ref('account_paying_periods') }} as periods
),

lost as (
    select
        lives.*,
        months.month_end,
        months.is_provisional,
        row_number() over (partition by lives.account_id, months.month_end order by lives.churned_on desc) as from_last_of_month
    from lives
    inner join {{ ref('reporting_months') }} as months
        on months.month_end = {{ month_end('lives.churned_on') }}
),

paid_before as (
    select
        lost.account_id,
        lost.life,
        case
            when count(*) = count(rates.rate) then sum(
                {{ converted(counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all'), 'rates.rate') }}
            )
        end as mrr
    from lost
    inner join {{ ref('subscription_periods') }} as periods
        on
            lost.account_id = periods.account_id
            and lost.churned_on > periods.valid_from
            and lost.churned_on <= periods.valid_to
    cross join {{ ref('policies_in_force') }} as policies
    left join {{ ref('reporting_rates') }} as rates
        on
            lost.month_end = rates.month_end
            and periods.currency = rates.currency
    group by lost.account_id, lost.life
)

select
    lost.account_id,
    lost.life,
    lost.churned_on,
    lost.month_end,
    cast(coalesce(-days.amount, -movements.amount, paid_before.mrr) as decimal(18, 6)) as mrr_lost,
    case when coalesce(days.amount, movements.amount) is null then 'day_before' else 'ledger' end as mrr_told_by,
    lost.returned_on,
    lost.returned_on is null as is_open,
    lost.is_provisional
from lost
left join {{ ref('account_day_balances') }} as days
    on
        lost.account_id = days.account_id
        and lost.month_end = days.month_end
        and lost.churned_on = days.changed_on
left join {{ ref('mrr_movements') }} as movements
    on
        lost.account_id = movements.account_id
        and lost.month_end = movements.month_end
        and movements.movement = 'churn'
        and lost.from_last_of_month = 1
left join paid_before
    on
        lost.account_id = paid_before.account_id
        and lost.life = paid_before.life
