-- A rule holds all that its kind needs, and only one version of it is in force on a day.
select
    rules.rule_id,
    rules.version,
    'incomplete' as fault
from {{ ref('alert_rules') }} as rules
where
    (rules.kind like 'signal%' and (rules.signal is null or rules.threshold is null or rules.op is null))
    or (rules.kind = 'signal_ratio' and (rules.base_signal is null or rules.minimum_base is null or rules.minimum_base <= 0))
    or (rules.kind = 'signal_age' and rules.op <> 'at_least')
    or (rules.kind like 'score%' and (rules.profile is null or rules.threshold is null or rules.op is null))
    or (rules.kind = 'renewal_window' and rules.renewal_within_days is null)
    or (rules.kind = 'event' and rules.event is null)
    or (rules.event in ('no_reply', 'onboarding_done') and rules.window_days is null)
    or rules.effective_from is null
union all
select
    rules.rule_id,
    rules.version,
    'overlaps another version' as fault
from {{ ref('alert_rules') }} as rules
inner join {{ ref('alert_rules') }} as others
    on
        rules.rule_id = others.rule_id
        and rules.version < others.version
        and (rules.effective_to is null or rules.effective_to > others.effective_from)
        and (others.effective_to is null or rules.effective_from < others.effective_to)
