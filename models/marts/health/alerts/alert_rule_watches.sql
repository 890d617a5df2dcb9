-- Silence is told only of what can be heard: of a source that spoke lately, and as far back as it was heard at all.
with rules as (
    select rules.*
    from {{ ref('alert_rules') }} as rules
    where rules.is_enabled
),

lookbacks as (
    select
        rules.rule_id,
        rules.version,
        rules.source_age_days,
        max(case when signals.signal = rules.signal then signals.fact end) as fact,
        max(
            case signals.measure
                when 'state' then 0
                when 'latest_day' then cast(rules.threshold as integer)
                else signals.window_days + signals.lag_days
            end
        ) as lookback_days
    from rules
    inner join {{ ref('health_signals') }} as signals
        on
            signals.signal in (rules.signal, rules.base_signal)
            and {{ in_force('signals', as_of_day()) }}
    where rules.source_age_days is not null
    group by rules.rule_id, rules.version, rules.source_age_days
),

known_days as (
    select distinct
        facts.fact,
        facts.known_on
    from {{ ref('signal_facts') }} as facts
    where facts.known_on <= {{ as_of_day() }}
),

heard as (
    select
        lookbacks.rule_id,
        lookbacks.version,
        known_days.known_on as heard_on,
        known_days.known_on + lookbacks.source_age_days + 1 as heard_to,
        min(known_days.known_on) over (partition by lookbacks.rule_id, lookbacks.version)
        + lookbacks.lookback_days as reaches_back_on,
        lag(known_days.known_on) over (
            partition by lookbacks.rule_id, lookbacks.version
            order by known_days.known_on
        ) + lookbacks.source_age_days + 1 as heard_before_to
    from lookbacks
    inner join known_days
        on lookbacks.fact = known_days.fact
),

numbered as (
    select
        heard.*,
        sum(case when heard.heard_before_to >= heard.heard_on then 0 else 1 end) over (
            partition by heard.rule_id, heard.version
            order by heard.heard_on
            rows unbounded preceding
        ) as watch
    from heard
),

watches as (
    select
        numbered.rule_id,
        numbered.version,
        greatest(min(numbered.heard_on), min(numbered.reaches_back_on)) as valid_from,
        max(numbered.heard_to) as valid_to
    from numbered
    group by numbered.rule_id, numbered.version, numbered.watch
    union all
    select
        rules.rule_id,
        rules.version,
        {{ earliest_day() }} as valid_from,
        {{ latest_day() }} as valid_to
    from rules
    where rules.source_age_days is null
)

select
    watches.rule_id,
    watches.version as rule_version,
    watches.valid_from,
    watches.valid_to,
    coalesce(
        lead(watches.valid_from) over (partition by watches.rule_id, watches.version order by watches.valid_from),
        {{ latest_day() }}
    ) as next_from
from watches
where watches.valid_from < watches.valid_to
