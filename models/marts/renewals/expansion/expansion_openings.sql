-- A signal that comes back before its pause since the last opening is over is the same one.
with starts as (
    select
        periods.account_id || '|' || periods.signal as group_id,
        periods.valid_from as started_on,
        signals.cooldown_days as pause_days
    from {{ ref('expansion_signal_periods') }} as periods
    inner join {{ ref('expansion_signals') }} as signals
        on
            periods.signal = signals.signal
            and periods.version = signals.version
),

{{ spaced('starts', doublings=6) }},

opened as (
    select
        periods.*,
        max(spaced.started_on) over (
            partition by periods.account_id, periods.signal
            order by periods.valid_from
            rows unbounded preceding
        ) as opened_on
    from {{ ref('expansion_signal_periods') }} as periods
    left join spaced
        on
            periods.account_id || '|' || periods.signal = spaced.group_id
            and periods.valid_from = spaced.started_on
),

joined as (
    select
        opened.account_id,
        opened.signal,
        opened.opened_on,
        max(opened.holds_to) as held_to
    from opened
    group by opened.account_id, opened.signal, opened.opened_on
)

select
    joined.account_id,
    joined.signal,
    first_periods.version,
    joined.opened_on,
    -- An end that still lies ahead is not known yet.
    case when joined.held_to <= {{ as_of_day() }} then joined.held_to end as faded_on,
    first_periods.value,
    first_periods.base,
    first_periods.figure,
    first_periods.detail,
    first_periods.since_on
from joined
inner join {{ ref('expansion_signal_periods') }} as first_periods
    on
        joined.account_id = first_periods.account_id
        and joined.signal = first_periods.signal
        and joined.opened_on = first_periods.valid_from
