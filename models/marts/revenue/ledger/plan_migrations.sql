-- An item that ended and one that started within the days of the rule, each the other's nearest: first within the same
-- subscription, then by days, then by amount.
with swaps as (
    select
        changes.account_id,
        changes.month_end,
        changes.subscription_id,
        changes.subscription_item_id,
        changes.is_at_opening,
        changes.opening_mrr,
        changes.closing_mrr,
        max(rules.value) as days,
        max(rules.version) as rule_version,
        min(periods.valid_from) as started_on,
        max(periods.valid_to) as ended_on
    from {{ ref('item_month_changes') }} as changes
    inner join {{ ref('reporting_months') }} as months
        on changes.month_end = months.month_end
    inner join {{ ref('mrr_rules') }} as rules
        on
            rules.rule = 'plan_migration_days'
            and {{ in_force('rules', 'changes.month_end') }}
    -- What lies between the two ends of the month: the last of an item that ended, all of one that started.
    inner join {{ ref('subscription_periods') }} as periods
        on
            changes.account_id = periods.account_id
            and changes.subscription_item_id = periods.subscription_item_id
            and periods.valid_from <= months.state_date
            and (
                periods.valid_to is null
                or periods.valid_to > {{ month_end(dbt.dateadd('month', -1, 'changes.month_end')) }}
            )
    where
        changes.movement = 'change'
        and changes.is_at_opening <> changes.is_at_close
        and periods.mrr_list > 0
    group by
        changes.account_id, changes.month_end, changes.subscription_id, changes.subscription_item_id, changes.is_at_opening,
        changes.opening_mrr, changes.closing_mrr
),

candidates as (
    select
        ended.account_id,
        ended.month_end,
        ended.subscription_item_id as from_subscription_item_id,
        started.subscription_item_id as to_subscription_item_id,
        ended.ended_on,
        started.started_on,
        ended.days,
        ended.rule_version,
        case when ended.subscription_id = started.subscription_id then 0 else 1 end as is_other_subscription,
        abs(started.closing_mrr - ended.opening_mrr) as difference,
        {{ dbt.datediff('ended.ended_on', 'started.started_on', 'day') }}
            as gap_days
    from swaps as ended
    inner join swaps as started
        on
            ended.account_id = started.account_id
            and ended.month_end = started.month_end
    where
        ended.is_at_opening
        and not started.is_at_opening
),

near as (
    select
        candidates.*,
        abs(candidates.gap_days) as distance
    from candidates
    where abs(candidates.gap_days) <= candidates.days
),

ranked as (
    select
        near.*,
        row_number() over (
            partition by near.account_id, near.month_end, near.from_subscription_item_id
            order by near.is_other_subscription, near.distance, near.difference, near.to_subscription_item_id
        ) as from_rank,
        row_number() over (
            partition by near.account_id, near.month_end, near.to_subscription_item_id
            order by near.is_other_subscription, near.distance, near.difference, near.from_subscription_item_id
        ) as to_rank
    from near
)

select
    ranked.account_id,
    ranked.month_end,
    ranked.from_subscription_item_id,
    ranked.to_subscription_item_id,
    ranked.ended_on,
    ranked.started_on,
    cast(ranked.gap_days as integer) as gap_days,
    cast(ranked.rule_version as integer) as rule_version
from ranked
where
    ranked.from_rank = 1
    and ranked.to_rank = 1
