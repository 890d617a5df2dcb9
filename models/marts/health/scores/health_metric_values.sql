with firsts as (
    select
        facts.account_id,
        facts.fact,
        min(facts.known_on) as first_known_on
    from {{ ref('signal_facts') }} as facts
    group by facts.account_id, facts.fact
),

read as (
    select
        accounts.account_id,
        accounts.as_of_date,
        accounts.segment,
        accounts.tenure_days,
        accounts.rules_date,
        metrics.metric,
        metrics.transform,
        metrics.per,
        metrics.when_empty,
        metrics.null_policy,
        metrics.denominator_signal,
        metrics.version as metric_version,
        numerators.amount as numerator,
        case when metrics.denominator_signal is not null then coalesce(denominators.amount, 0) end as denominator,
        case
            when
                metrics.max_age_days is not null
                and coalesce(
                    {{ days_between('freshness.newest_known_on', 'accounts.as_of_date') }} > metrics.max_age_days, true
                )
                then 'stale_source'
            when
                metrics.min_history_days is not null
                and coalesce(
                    {{ days_between('firsts.first_known_on', 'accounts.as_of_date') }} < metrics.min_history_days, true
                )
                then 'short_history'
        end as null_reason
    from {{ ref('health_accounts') }} as accounts
    inner join {{ ref('health_metrics') }} as metrics
        on {{ in_force('metrics', 'accounts.rules_date') }}
    left join {{ ref('account_signals') }} as numerators
        on
            accounts.account_id = numerators.account_id
            and accounts.as_of_date = numerators.as_of_date
            and metrics.numerator_signal = numerators.signal
    left join {{ ref('account_signals') }} as denominators
        on
            accounts.account_id = denominators.account_id
            and accounts.as_of_date = denominators.as_of_date
            and metrics.denominator_signal = denominators.signal
    left join firsts
        on
            accounts.account_id = firsts.account_id
            and metrics.history_fact = firsts.fact
    left join {{ ref('fact_freshness') }} as freshness
        on
            accounts.as_of_date = freshness.as_of_date
            and metrics.history_fact = freshness.fact
),

valued as (
    select
        read.*,
        case
            when read.null_reason is not null then null
            when read.transform = 'days_since' and read.numerator is not null
                then {{ day_number('read.as_of_date') }} - read.numerator
            when read.transform = 'amount' and read.numerator is not null then read.numerator
            when read.denominator > 0
                then {{ divide('coalesce(read.numerator, 0) * read.per', 'read.denominator') }}
            when read.when_empty = 'zero' then 0
        end as own_value
    from read
)

select
    valued.account_id,
    valued.as_of_date,
    valued.segment,
    valued.tenure_days,
    valued.rules_date,
    valued.metric,
    valued.transform,
    valued.numerator,
    valued.denominator,
    valued.own_value,
    valued.null_reason,
    valued.null_policy,
    valued.metric_version
from valued
