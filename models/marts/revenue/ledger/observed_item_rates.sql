-- Subscriptions as successive exports showed them. A price or quantity counts from the export that first shows it, never before.
with versions as (
    select
        item_versions.*,
        {{ reporting_date('item_versions.observed_at') }} as observed_on,
        max(item_versions.observed_at) over (
            partition by item_versions.subscription_id, {{ reporting_date('item_versions.observed_at') }}
        ) as last_of_day
    from {{ ref('stg_stripe__subscription_item_versions') }} as item_versions
    where
        item_versions.observed_at is not null
        and coalesce(item_versions.usage_type, 'licensed') <> 'metered'
        and coalesce(item_versions.price_type, 'recurring') = 'recurring'
),

observations as (
    select
        days.subscription_id,
        days.observed_on,
        lead(days.observed_on) over (partition by days.subscription_id order by days.observed_on) as next_observed_on
    from (select distinct
        versions.subscription_id,
        versions.observed_on
    from versions) as days
),

rates as (
    select
        versions.*,
        observations.next_observed_on,
        case
            when
                (versions.is_paused and policies.paused = 'zero')
                or not coalesce(statuses.counts_as_mrr, true)
                or versions.ended_at <= versions.observed_at
                then 0
            else coalesce(
                cast(versions.unit_amount as double) * cast(versions.quantity as double)
                * {{ per_month('intervals', 'coalesce(versions.interval_count, 1)') }},
                0
            )
        end as rate,
        {{ per_month('intervals', 'coalesce(versions.interval_count, 1)') }} as per_month
    from versions
    inner join observations
        on
            versions.subscription_id = observations.subscription_id
            and versions.observed_on = observations.observed_on
    cross join {{ ref('policies_in_force') }} as policies
    left join {{ ref('billing_intervals') }} as intervals
        on
            versions.recurring_interval = intervals.recurring_interval
            and {{ interval_taken('intervals', 'policies', 'versions.observed_on') }}
    left join {{ ref('subscription_statuses') }} as statuses
        on
            versions.status = statuses.status
            and {{ status_taken('statuses', 'policies', 'versions.observed_on') }}
    where versions.observed_at = versions.last_of_day
),

discounts as (
    select
        versions.subscription_item_id,
        versions.observed_at,
        coalesce(exp(sum(case when discounts.duration = 'forever' then {{ log_of_remainder('discounts.percent_off') }} end)), 1)
            as permanent_share,
        coalesce(exp(sum({{ log_of_remainder('discounts.percent_off') }})), 1) as all_share,
        coalesce(sum(case when discounts.duration = 'forever' then cast(discounts.amount_off as double) end), 0) as permanent_amount,
        coalesce(sum(cast(discounts.amount_off as double)), 0) as all_amount
    from versions
    inner join {{ ref('stg_stripe__discounts') }} as discounts
        on
            versions.subscription_id = discounts.subscription_id
            and coalesce(discounts.started_at, versions.observed_at) <= versions.observed_at
            and (discounts.ended_at is null or versions.observed_at < discounts.ended_at)
            and coalesce(discounts.duration, '') <> 'once'
    group by versions.subscription_item_id, versions.observed_at
),

shared as (
    select
        rates.*,
        coalesce(discounts.permanent_share, 1) as permanent_share,
        coalesce(discounts.all_share, 1) as all_share,
        -- An amount off the subscription is borne by its items in proportion to their rates.
        rates.per_month * coalesce(
            rates.rate / nullif(sum(rates.rate) over (partition by rates.subscription_id, rates.observed_on), 0), 0
        ) as amount_share,
        coalesce(discounts.permanent_amount, 0) as permanent_amount,
        coalesce(discounts.all_amount, 0) as all_amount
    from rates
    left join discounts
        on
            rates.subscription_item_id = discounts.subscription_item_id
            and rates.observed_at = discounts.observed_at
)

select
    shared.subscription_id,
    shared.subscription_item_id,
    shared.price_id,
    shared.product_id,
    cast(shared.quantity as decimal(18, 6)) as quantity,
    shared.currency,
    shared.observed_at,
    shared.observed_on as valid_from,
    shared.next_observed_on as valid_to,
    {{ as_mrr('shared.rate') }} as mrr_list,
    {{ as_mrr('shared.rate * shared.permanent_share - shared.amount_share * shared.permanent_amount') }} as mrr,
    {{ as_mrr('shared.rate * shared.all_share - shared.amount_share * shared.all_amount') }} as mrr_net_all
from shared
