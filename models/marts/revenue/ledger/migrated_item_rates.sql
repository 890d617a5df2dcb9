-- Where an item of another product starts within the days of rule plan_migration_days after one ended, the one stands until the
-- other begins: a change of plan that takes some days is no loss and no win. The same product again is a late renewal, which
-- policy reactivation decides; a pause or a suspension is no end.
with paying as (
    select
        periods.*,
        lag(periods.valid_to) over item_history as paid_before_to,
        lead(periods.valid_from) over item_history as pays_again_on
    from {{ ref('item_periods') }} as periods
    inner join {{ ref('policies_in_force') }} as policies
        on {{ counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all') }} > 0
    window item_history as (
        partition by periods.account_id, periods.subscription_item_id
        order by periods.valid_from
    )
),

candidates as (
    select
        ended.subscription_item_id as from_subscription_item_id,
        ended.valid_to as ended_on,
        started.subscription_item_id as to_subscription_item_id,
        started.valid_from as started_on,
        case when ended.subscription_id = started.subscription_id then 0 else 1 end as is_other_subscription,
        rules.value as days,
        {{ dbt.datediff('ended.valid_to', 'started.valid_from', 'day') }}
            as gap_days
    from paying as ended
    inner join {{ ref('mrr_rules') }} as rules
        on
            rules.rule = 'plan_migration_days'
            and {{ in_force('rules', 'ended.valid_to') }}
    inner join paying as started
        on
            ended.account_id = started.account_id
            and ended.product_id <> started.product_id
            and ended.valid_to < started.valid_from
    left join {{ ref('item_periods') }} as suspended
        on
            ended.subscription_item_id = suspended.subscription_item_id
            and ended.valid_to = suspended.valid_from
            and suspended.suspension is not null
    left join {{ ref('lapsed_item_rates') }} as lapses
        on
            ended.subscription_item_id = lapses.subscription_item_id
            and ended.valid_to = lapses.valid_from
    where
        ended.pays_again_on is null
        and started.paid_before_to is null
        and suspended.subscription_item_id is null
        and lapses.subscription_item_id is null
),

ranked as (
    select
        candidates.*,
        row_number() over (
            partition by candidates.from_subscription_item_id
            order by candidates.is_other_subscription, candidates.started_on, candidates.to_subscription_item_id
        ) as from_rank,
        row_number() over (
            partition by candidates.to_subscription_item_id
            order by candidates.is_other_subscription asc, candidates.ended_on desc, candidates.from_subscription_item_id asc
        ) as to_rank
    from candidates
    where candidates.gap_days <= candidates.days
)

select
    paying.account_id,
    {% for column in [
            'customer_id', 'subscription_id', 'subscription_item_id', 'price_id', 'product_id', 'quantity', 'currency',
            'subscription_status', 'cancellation_requested_on', 'source',
        ] %}
    paying.{{ column }},
    {% endfor %}
    ranked.ended_on as valid_from,
    ranked.started_on as valid_to,
    'migrating' as suspension,
    paying.mrr_list,
    paying.mrr,
    paying.mrr_net_all
from ranked
inner join paying
    on
        ranked.from_subscription_item_id = paying.subscription_item_id
        and ranked.ended_on = paying.valid_to
where
    ranked.from_rank = 1
    and ranked.to_rank = 1
