-- What the days do not tell of a month's movement, all of it where no day is known, goes to the newest day, so that the losses
-- are the movement to the last decimal.
with days as (
    select
        churns.account_id,
        churns.month_end,
        'churn' as kind,
        churns.churned_on as lost_on,
        churns.mrr_lost,
        churns.returned_on
    from {{ ref('account_churns') }} as churns
    where churns.mrr_told_by = 'ledger'
    union all
    select
        contractions.account_id,
        contractions.month_end,
        'contraction' as kind,
        contractions.lost_on,
        contractions.mrr_lost,
        cast(null as date) as returned_on
    from {{ ref('contraction_days') }} as contractions
),

firsts as (
    select
        periods.account_id,
        min(periods.valid_from) as first_paid_on
    from {{ ref('account_paying_periods') }} as periods
    group by periods.account_id
),

ranked as (
    select
        movements.account_id,
        movements.month_end,
        movements.movement as kind,
        movements.segment,
        movements.is_provisional,
        -movements.amount as month_mrr,
        coalesce(days.lost_on, months.state_date) as lost_on,
        coalesce(days.mrr_lost, 0) as mrr_lost,
        days.returned_on,
        sum(coalesce(days.mrr_lost, 0)) over movement as told_mrr,
        row_number() over (
            partition by movements.account_id, movements.month_end, movements.movement
            order by days.lost_on desc
        ) as newest_rank
    from {{ ref('mrr_movements') }} as movements
    inner join {{ ref('reporting_months') }} as months
        on movements.month_end = months.month_end
    left join days
        on
            movements.account_id = days.account_id
            and movements.month_end = days.month_end
            and movements.movement = days.kind
    where movements.movement in ('churn', 'contraction')
    window movement as (partition by movements.account_id, movements.month_end, movements.movement)
)

select
    ranked.account_id || '|' || ranked.lost_on || '|' || ranked.kind as loss_id,
    ranked.account_id,
    ranked.lost_on,
    ranked.kind,
    ranked.month_end,
    ranked.segment,
    ranked.returned_on,
    cast({{ days_between('firsts.first_paid_on', 'ranked.lost_on') }} as integer) as tenure_days,
    ranked.is_provisional,
    cast(
        case when ranked.newest_rank = 1 then ranked.mrr_lost + ranked.month_mrr - ranked.told_mrr else ranked.mrr_lost end
        as decimal(18, 6)
    ) as lost_mrr
from ranked
left join firsts
    on ranked.account_id = firsts.account_id
