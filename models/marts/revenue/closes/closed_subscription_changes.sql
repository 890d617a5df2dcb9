-- Subscription by subscription: what a closed month says now against what it said when it was closed.
with closed as (
    select
        closes.month_end,
        subscriptions.account_id,
        subscriptions.subscription_id,
        subscriptions.currency,
        subscriptions.local_mrr,
        subscriptions.mrr
    from {{ source('closes', 'subscriptions') }} as subscriptions
    inner join {{ ref('closes') }} as closes
        on subscriptions.close_id = closes.close_id
    where closes.is_in_force
),

known as (
    select
        closes.month_end,
        periods.account_id,
        periods.subscription_id,
        periods.currency,
        sum({{ counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all') }}) as local_mrr,
        max(rates.rate) as rate
    from {{ ref('closes') }} as closes
    inner join {{ ref('subscription_periods') }} as periods
        on closes.month_end >= periods.valid_from and (closes.month_end < periods.valid_to or periods.valid_to is null)
    left join {{ ref('reporting_rates') }} as rates
        on closes.month_end = rates.month_end and periods.currency = rates.currency
    cross join {{ ref('policies_in_force') }} as policies
    where
        closes.is_in_force
        and {{ counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all') }} > 0
    group by closes.month_end, periods.account_id, periods.subscription_id, periods.currency
),

-- A rate that changed is told apart by what the closed balance would be at the rate known now.
paired as (
    select
        coalesce(closed.month_end, known.month_end) as month_end,
        coalesce(closed.subscription_id, known.subscription_id) as subscription_id,
        coalesce(closed.currency, known.currency) as currency,
        coalesce(known.account_id, closed.account_id) as account_id,
        closed.account_id as closed_account_id,
        known.account_id as known_account_id,
        coalesce(closed.mrr, 0) as closed_mrr,
        coalesce({{ converted('known.local_mrr', 'known.rate') }}, 0) as known_mrr,
        coalesce({{ converted('closed.local_mrr', 'rates.rate') }}, closed.mrr, 0) as closed_mrr_at_known_rate
    from closed
    full outer join known
        on
            closed.month_end = known.month_end
            and closed.subscription_id = known.subscription_id
            and closed.currency = known.currency
    left join {{ ref('reporting_rates') }} as rates
        on closed.month_end = rates.month_end and closed.currency = rates.currency
),

changes as (
    select
        paired.*,
        'identity' as kind,
        paired.closed_account_id as changed_account_id,
        -paired.closed_mrr as amount
    from paired
    where paired.closed_account_id <> paired.known_account_id
    union all
    select
        paired.*,
        'identity' as kind,
        paired.known_account_id as changed_account_id,
        paired.closed_mrr as amount
    from paired
    where paired.closed_account_id <> paired.known_account_id
    union all
    select
        paired.*,
        'fx_rate' as kind,
        paired.account_id as changed_account_id,
        paired.closed_mrr_at_known_rate - paired.closed_mrr as amount
    from paired
    union all
    select
        paired.*,
        case
            when paired.closed_account_id is null then 'late_start'
            when paired.known_account_id is null then 'late_cancellation'
            else 'price_or_quantity_changed'
        end as kind,
        paired.account_id as changed_account_id,
        paired.known_mrr - paired.closed_mrr_at_known_rate as amount
    from paired
)

select
    changes.month_end,
    changes.changed_account_id as account_id,
    changes.subscription_id,
    changes.currency,
    changes.kind,
    changes.closed_account_id,
    cast(changes.amount as decimal(18, 6)) as amount
from changes
where changes.amount <> 0
