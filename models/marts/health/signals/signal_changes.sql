-- What a signal gains and loses by day. A fact counts from the day on which it was both in the window and known.
with counted as (
    select
        facts.account_id,
        signals.signal,
        signals.measure,
        facts.fact_key,
        case when signals.measure = 'distinct' then facts.fact_key end as counted_key,
        facts.happened_on,
        greatest(
            facts.known_on, cast({{ dbt.dateadd('day', 'signals.lag_days', 'facts.happened_on') }} as date)
        ) as counts_from,
        case
            when signals.measure = 'state' then facts.ended_on
            else cast({{ dbt.dateadd('day', 'signals.lag_days + signals.window_days', 'facts.happened_on') }} as date)
        end as counts_to,
        case signals.measure
            when 'distinct' then 1
            when 'latest_day' then {{ day_number('facts.happened_on') }}
            else facts.amount
        end as amount
    from {{ ref('signal_facts') }} as facts
    inner join {{ ref('health_signals') }} as signals
        on facts.fact = signals.fact
    where {{ in_force('signals', as_of_day()) }}
),

-- Where it matters what came before: a key counts once, and only the newest answer.
ordered as (
    select
        counted.*,
        max(case when counted.measure = 'distinct' then counted.counts_to end) over earlier as reached,
        max(counted.happened_on) over earlier as newest_before,
        row_number() over (
            partition by counted.account_id, counted.signal, counted.counted_key
            order by counted.counts_from, counted.happened_on, counted.counts_to, counted.fact_key, counted.amount
        ) as place
    from counted
    where
        counted.measure in ('distinct', 'latest', 'latest_day')
        and counted.counts_to > counted.counts_from
    window earlier as (
        partition by counted.account_id, counted.signal, counted.counted_key
        order by counted.counts_from, counted.happened_on, counted.counts_to, counted.fact_key, counted.amount
        rows between unbounded preceding and 1 preceding
    )
),

-- A key that is seen again while it still counts goes on counting; an older fact that arrives late displaces no newer one.
spans as (
    select
        ordered.account_id,
        ordered.signal,
        ordered.amount,
        case when ordered.measure = 'latest' then 1 else 0 end as answers,
        case
            when ordered.measure = 'distinct' then greatest(ordered.counts_from, coalesce(ordered.reached, ordered.counts_from))
            else ordered.counts_from
        end as counts_from,
        case
            when ordered.measure in ('latest', 'latest_day')
                then least(
                    ordered.counts_to,
                    lead(ordered.counts_from) over (partition by ordered.account_id, ordered.signal order by ordered.place)
                )
            else ordered.counts_to
        end as counts_to
    from ordered
    where
        ordered.measure = 'distinct'
        or ordered.newest_before is null
        or ordered.happened_on >= ordered.newest_before
    union all
    select
        counted.account_id,
        counted.signal,
        counted.amount,
        0 as answers,
        counted.counts_from,
        counted.counts_to
    from counted
    where counted.measure in ('sum', 'state')
),

sides as (
    select
        spans.account_id,
        spans.signal,
        spans.counts_from as changed_on,
        spans.amount as change,
        spans.answers
    from spans
    where spans.counts_to is null or spans.counts_to > spans.counts_from
    union all
    select
        spans.account_id,
        spans.signal,
        spans.counts_to as changed_on,
        -spans.amount as change,
        -spans.answers as answers
    from spans
    where spans.counts_to > spans.counts_from
)

select
    sides.account_id,
    sides.signal,
    sides.changed_on,
    cast(sum(sides.change) as decimal(18, 6)) as change,
    -- An answer of nothing is an answer.
    cast(sum(sides.answers) as integer) as answers_change
from sides
where sides.changed_on <= {{ as_of_day() }}
group by sides.account_id, sides.signal, sides.changed_on
having sum(sides.change) <> 0 or sum(sides.answers) <> 0
