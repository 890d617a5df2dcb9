-- Who leaves before a term is over is not there any more when it falls due. What it was worth is read on the last day paid.
-- Where another subscription of the account took its place, nobody left.
with ended as (
    select
        outcomes.term_id,
        outcomes.account_id,
        outcomes.started_on,
        outcomes.today,
        max(subscriptions.ended_on) as ended_on
    from {{ ref('renewal_outcomes') }} as outcomes
    inner join {{ ref('term_subscriptions') }} as covered
        on outcomes.term_id = covered.term_id
    inner join {{ ref('subscription_terms') }} as subscriptions
        on covered.subscription_id = subscriptions.subscription_id
    where outcomes.outcome = 'churned'
    group by outcomes.term_id, outcomes.account_id, outcomes.started_on, outcomes.today
    having bool_and(coalesce(subscriptions.ended_on < outcomes.due_date and subscriptions.ended_on <= outcomes.today, false))
),

replaced as (
    select distinct ended.term_id
    from ended
    inner join {{ ref('mrr_rules') }} as rules
        on
            rules.rule = 'plan_migration_days'
            and {{ in_force('rules', 'ended.ended_on') }}
    inner join {{ ref('subscription_terms') }} as others
        on
            ended.account_id = others.account_id
            and ended.started_on < others.started_on
            and others.past_counts
            and others.started_on between ended.ended_on - cast(rules.value as integer) and ended.ended_on + cast(rules.value as integer)
            and others.started_on <= ended.today
            and coalesce(others.ended_on > ended.ended_on, true)
),

paid as (
    select
        ended.term_id,
        max(coalesce(least(periods.valid_to, ended.ended_on), ended.ended_on)) - 1 as last_paid_on
    from ended
    inner join {{ ref('term_subscriptions') }} as covered
        on ended.term_id = covered.term_id
    inner join {{ ref('subscription_periods') }} as periods
        on covered.subscription_id = periods.subscription_id
    where
        periods.mrr_list > 0
        and periods.valid_from < ended.ended_on
        and (periods.valid_to is null or periods.valid_to > ended.started_on)
    group by ended.term_id
)

select
    ended.term_id,
    ended.ended_on as ended_early_on,
    cast(paid.last_paid_on as date) as last_paid_on
from ended
left join paid
    on ended.term_id = paid.term_id
left join replaced
    on ended.term_id = replaced.term_id
where replaced.term_id is null
