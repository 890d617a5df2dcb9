-- A signal holds where its condition does, while the account pays and has paid for long enough. Days that touch are one period,
-- told by its first figures.
with conditions as (
    select
        measures.account_id,
        measures.signal,
        measures.version,
        measures.valid_from,
        measures.valid_to,
        measures.value,
        measures.base,
        measures.figure,
        cast(null as varchar) as detail,
        cast(null as date) as since_on
    from {{ ref('expansion_measures') }} as measures
    union all
    select
        events.account_id,
        events.signal,
        events.version,
        events.valid_from,
        events.valid_to,
        cast(null as decimal(18, 6)) as value,
        cast(null as decimal(18, 6)) as base,
        cast(null as decimal(18, 6)) as figure,
        events.detail,
        events.since_on
    from {{ ref('expansion_events') }} as events
),

pieces as (
    select
        conditions.account_id,
        conditions.signal,
        conditions.version,
        conditions.value,
        conditions.base,
        conditions.figure,
        conditions.detail,
        conditions.since_on,
        greatest(
            conditions.valid_from, lives.valid_from + coalesce(signals.tenure_from_day, 0), signals.effective_from
        ) as valid_from,
        least(
            conditions.valid_to,
            coalesce(lives.valid_to, conditions.valid_to),
            coalesce(signals.effective_to, conditions.valid_to)
        ) as valid_to
    from conditions
    inner join {{ ref('expansion_signals') }} as signals
        on
            conditions.signal = signals.signal
            and conditions.version = signals.version
    inner join {{ ref('account_paying_periods') }} as lives
        on
            conditions.account_id = lives.account_id
            and conditions.valid_to > lives.valid_from
            and (lives.valid_to is null or conditions.valid_from < lives.valid_to)
    -- What happened before the account has paid for long enough is not told once it has.
    where signals.kind <> 'event' or conditions.valid_from >= lives.valid_from + coalesce(signals.tenure_from_day, 0)
),

compared as (
    select
        pieces.*,
        max(pieces.valid_to) over (
            partition by pieces.account_id, pieces.signal
            order by pieces.valid_from, pieces.valid_to, pieces.since_on, pieces.detail
            rows between unbounded preceding and 1 preceding
        ) as reached
    from pieces
    where pieces.valid_from < pieces.valid_to and pieces.valid_from <= {{ as_of_day() }}
),

numbered as (
    select
        compared.*,
        sum(case when compared.reached is null or compared.valid_from > compared.reached then 1 else 0 end) over (
            partition by compared.account_id, compared.signal
            order by compared.valid_from, compared.valid_to, compared.since_on, compared.detail
            rows unbounded preceding
        ) as period_number
    from compared
),

ranked as (
    select
        numbered.*,
        max(numbered.valid_to) over (partition by numbered.account_id, numbered.signal, numbered.period_number) as holds_to,
        row_number() over (
            partition by numbered.account_id, numbered.signal, numbered.period_number
            order by numbered.valid_from, numbered.valid_to, numbered.since_on, numbered.detail
        ) as piece
    from numbered
)

{% set columns = ['account_id', 'signal', 'version', 'valid_from', 'holds_to', 'value', 'base', 'figure', 'detail', 'since_on'] %}
select ranked.{{ columns | join(', ranked.') }}
from ranked
where ranked.piece = 1
