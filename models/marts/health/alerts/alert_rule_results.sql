-- Beside the precision of a rule stands what a random week of a random account would score.
with results as (
    select
        alerts.rule_id,
        alerts.rule_version,
        alerts.severity,
        outcomes.followed_by,
        rules.outcome_days,
        cast(count(*) as integer) as alerts,
        cast(count(case when alerts.closed_on is null then 1 end) as integer) as open_alerts,
        cast(count(case when alerts.is_matured then 1 end) as integer) as matured,
        {% for outcome in ['churned', 'contracted', 'expanded', 'renewed', 'recovered', 'unchanged'] %}
        cast(count(case when alerts.is_matured and alerts.outcome = '{{ outcome }}' then 1 end) as integer) as {{ outcome }},
        {% endfor %}
        cast(count(case when alerts.is_matured then outcomes.followed_on end) as integer) as followed
    from {{ ref('alerts') }} as alerts
    inner join {{ ref('alert_outcomes') }} as outcomes
        on
            alerts.account_id = outcomes.account_id
            and alerts.rule_id = outcomes.rule_id
            and alerts.opened_on = outcomes.opened_on
    inner join {{ ref('alert_rules') }} as rules
        on
            alerts.rule_id = rules.rule_id
            and alerts.rule_version = rules.version
    group by alerts.rule_id, alerts.rule_version, alerts.severity, outcomes.followed_by, rules.outcome_days
)

select
    results.rule_id,
    results.rule_version,
    results.severity,
    results.followed_by,
    results.alerts,
    results.open_alerts,
    results.matured,
    results.churned,
    results.contracted,
    results.expanded,
    results.renewed,
    results.recovered,
    results.unchanged,
    case when results.followed_by is not null then results.followed end as followed,
    case when results.followed_by is not null then cast({{ divide('results.followed', 'results.matured') }} as decimal(18, 6)) end
        as precision_rate,
    base_rates.base_matured,
    base_rates.base_followed,
    cast({{ divide('base_rates.base_followed', 'base_rates.base_matured') }} as decimal(18, 6)) as base_rate
from results
left join {{ ref('alert_base_rates') }} as base_rates
    on
        results.followed_by = base_rates.followed_by
        and results.outcome_days = base_rates.outcome_days
