-- Terms that end and accounts on a list are conditions by themselves: the days to which their rules apply.
select
    signals.account_id,
    signals.rule_id,
    signals.rule_version,
    signals.valid_from,
    signals.valid_to,
    signals.value,
    signals.base,
    signals.figure,
    signals.since_on
from {{ ref('alert_signal_periods') }} as signals
union all
select
    scores.account_id,
    scores.rule_id,
    scores.rule_version,
    scores.valid_from,
    scores.valid_to,
    scores.value,
    scores.base,
    scores.figure,
    cast(null as date) as since_on
from {{ ref('alert_score_periods') }} as scores
union all
select
    events.account_id,
    events.rule_id,
    events.rule_version,
    events.valid_from,
    events.valid_to,
    cast(null as decimal(18, 6)) as value,
    cast(null as decimal(18, 6)) as base,
    cast(null as decimal(18, 6)) as figure,
    events.since_on
from {{ ref('alert_event_periods') }} as events
union all
select
    scopes.account_id,
    scopes.rule_id,
    scopes.rule_version,
    scopes.valid_from,
    scopes.valid_to,
    cast(null as decimal(18, 6)) as value,
    cast(null as decimal(18, 6)) as base,
    cast(null as decimal(18, 6)) as figure,
    cast(null as date) as since_on
from {{ ref('alert_scopes') }} as scopes
where scopes.kind in ('renewal_window', 'listed')
