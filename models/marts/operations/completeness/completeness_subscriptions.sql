-- Subscriptions that are alive by the last word of them, and about which the billing system no longer says a thing.
with worth as (
    select
        periods.subscription_id,
        sum({{ converted('periods.mrr', 'rates.rate') }}) as mrr
    from {{ ref('subscription_periods') }} as periods
    inner join {{ ref('billing_rates') }} as rates
        on
            periods.currency = rates.currency
            and rates.valid_to is null
    where periods.valid_to is null or periods.valid_to > {{ as_of_day() }}
    group by periods.subscription_id
),

living as (
    select
        subscriptions.subscription_id,
        subscriptions.customer_id,
        subscriptions.current_period_end_at,
        {{ utc_date('subscriptions.observed_at') }} as observed_on,
        coalesce(worth.mrr, 0) as mrr
    from {{ ref('stg_stripe__subscriptions') }} as subscriptions
    left join worth
        on subscriptions.subscription_id = worth.subscription_id
    where
        subscriptions.status in ('active', 'past_due', 'trialing', 'unpaid', 'paused')
        and not subscriptions.is_deleted
        and coalesce(subscriptions.ended_at > {{ as_of() }}, true)
        and coalesce(subscriptions.cancel_at > {{ as_of() }}, true)
),

newest as (
    select max({{ utc_date('subscriptions.observed_at') }}) as observed_on
    from {{ ref('stg_stripe__subscriptions') }} as subscriptions
),

shares as (
    select
        count(*) as living_count,
        count(case when living.observed_on = newest.observed_on then 1 end) as listed_count
    from living
    cross join newest
),

billed_customers as (
    select distinct invoices.customer_id
    from {{ ref('stg_stripe__invoices') }} as invoices
    where invoices.customer_id is not null
),

findings as (
    select
        'vanished_subscription' as check_id,
        living.subscription_id,
        living.mrr
    from living
    cross join newest
    cross join shares
    inner join {{ ref('completeness_rules') }} as rules
        on rules.check_id = 'vanished_subscription' and {{ in_force('rules', as_of_day()) }}
    where living.observed_on < newest.observed_on and shares.listed_count > rules.parameter * shares.living_count
    union all
    select
        'stale_subscription' as check_id,
        living.subscription_id,
        living.mrr
    from living
    inner join {{ ref('completeness_rules') }} as rules
        on rules.check_id = 'stale_subscription' and {{ in_force('rules', as_of_day()) }}
    where living.current_period_end_at < {{ dbt.dateadd('day', '-cast(rules.parameter as integer)', as_of()) }}
    union all
    select
        'never_billed' as check_id,
        living.subscription_id,
        living.mrr
    from living
    left join billed_customers
        on living.customer_id = billed_customers.customer_id
    where billed_customers.customer_id is null and living.mrr > 0
)

select
    findings.check_id,
    'stripe' as source_system,
    'subscriptions' as source_object,
    cast(null as varchar) as source_file,
    findings.subscription_id as finding,
    cast(1 as bigint) as finding_count,
    cast(findings.mrr as decimal(18, 6)) as amount
from findings
