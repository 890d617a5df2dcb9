-- Every kind of signal names what it is told by, and growth is credited to none that has expired.
select
    signals.signal,
    signals.version
from {{ ref('expansion_signals') }} as signals
where
    signals.credit_days > signals.expires_days
    or (signals.kind in ('share', 'growth') and (signals.measure is null or signals.base_measure is null or signals.threshold is null))
    or (signals.kind = 'level' and (signals.measure is null or signals.threshold is null))
    or (signals.kind = 'event' and (signals.event is null or signals.window_days is null))
    or (signals.kind <> 'deal' and signals.estimate_share is null)
