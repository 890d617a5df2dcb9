-- Where a condition comes back before the rule's pause since the last opening is over, that alert goes on.
with starts as (
    select
        periods.account_id || '|' || periods.rule_id as group_id,
        periods.valid_from as started_on,
        rules.cooldown_days as pause_days
    from {{ ref('alert_rule_periods') }} as periods
    inner join {{ ref('alert_rules') }} as rules
        on
            periods.rule_id = rules.rule_id
            and periods.rule_version = rules.version
),

{{ spaced('starts') }},

opened as (
    select
        periods.*,
        max(spaced.started_on) over (
            partition by periods.account_id, periods.rule_id
            order by periods.valid_from
            rows unbounded preceding
        ) as opened_on
    from {{ ref('alert_rule_periods') }} as periods
    left join spaced
        on
            periods.account_id || '|' || periods.rule_id = spaced.group_id
            and periods.valid_from = spaced.started_on
),

joined as (
    select
        opened.account_id,
        opened.rule_id,
        opened.opened_on,
        cast(count(*) as integer) as episodes,
        max(coalesce(opened.valid_to, {{ latest_day() }})) as held_to
    from opened
    group by opened.account_id, opened.rule_id, opened.opened_on
)

select
    joined.account_id,
    joined.rule_id,
    first_periods.rule_version,
    joined.opened_on,
    joined.episodes,
    case when joined.held_to < {{ latest_day() }} then joined.held_to end as closed_on,
    first_periods.value,
    first_periods.base,
    first_periods.figure,
    first_periods.since_on,
    first_periods.until_on
from joined
inner join {{ ref('alert_rule_periods') }} as first_periods
    on
        joined.account_id = first_periods.account_id
        and joined.rule_id = first_periods.rule_id
        and joined.opened_on = first_periods.valid_from
