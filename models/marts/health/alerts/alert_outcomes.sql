-- What came first of each kind within the days in which the rule's alerts are judged.
with turned as (
    select
        {% for turn in ['churn', 'contraction', 'expansion', 'renewal'] %}
        min(case when turns.turn = '{{ turn }}' then turns.turned_on end) as {{ turn }}_on,
        {% endfor %}
        openings.account_id,
        openings.rule_id,
        openings.opened_on
    from {{ ref('alert_openings') }} as openings
    inner join {{ ref('alert_rules') }} as rules
        on
            openings.rule_id = rules.rule_id
            and openings.rule_version = rules.version
    inner join {{ ref('account_turns') }} as turns
        on
            openings.account_id = turns.account_id
            and openings.opened_on < turns.turned_on
            and openings.opened_on + rules.outcome_days >= turns.turned_on
    group by openings.account_id, openings.rule_id, openings.opened_on
)

select
    openings.account_id,
    openings.rule_id,
    openings.rule_version,
    openings.opened_on,
    openings.closed_on,
    turned.churn_on,
    turned.contraction_on,
    turned.expansion_on,
    turned.renewal_on,
    case
        when openings.closed_on is null then null
        when lives.account_id is not null then 'account_left'
        when rules.effective_to = openings.closed_on then 'rule_ended'
        else 'condition_over'
    end as closed_because,
    openings.opened_on + rules.outcome_days <= {{ as_of_day() }} as is_matured,
    rules.followed_by,
    case rules.followed_by
        when 'loss' then coalesce(turned.churn_on, turned.contraction_on)
        when 'expansion' then turned.expansion_on
        when 'renewal' then turned.renewal_on
    end as followed_on
from {{ ref('alert_openings') }} as openings
inner join {{ ref('alert_rules') }} as rules
    on
        openings.rule_id = rules.rule_id
        and openings.rule_version = rules.version
left join {{ ref('account_paying_periods') }} as lives
    on
        openings.account_id = lives.account_id
        and openings.closed_on = lives.valid_to
left join turned
    on
        openings.account_id = turned.account_id
        and openings.rule_id = turned.rule_id
        and openings.opened_on = turned.opened_on
