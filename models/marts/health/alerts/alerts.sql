with written as (
    select
        openings.*,
        {{ filled_in('rules.wording', {
            'value': plain_number('openings.value'),
            'base': plain_number('openings.base'),
            'figure': plain_number('openings.figure'),
            'since': day_told('openings.since_on'),
            'until': day_told('openings.until_on'),
        }) }} as evidence,
        rules.severity,
        rules.cooldown_days,
        rules.playbook,
        rules.owner_role
    from {{ ref('alert_openings') }} as openings
    inner join {{ ref('alert_rules') }} as rules
        on
            openings.rule_id = rules.rule_id
            and openings.rule_version = rules.version
)

select
    written.account_id || '|' || written.rule_id || '|' || cast(written.opened_on as varchar) as alert_id,
    written.account_id,
    written.rule_id,
    written.opened_on,
    written.severity,
    written.evidence,
    cast(written.value as decimal(18, 6)) as value,
    cast(written.base as decimal(18, 6)) as base,
    cast(written.figure as decimal(18, 6)) as figure,
    written.playbook,
    written.owner_role,
    {{ owner_of('written.owner_role') }} as owner,
    written.closed_on,
    outcomes.closed_because,
    written.episodes,
    written.opened_on + written.cooldown_days as suppressed_until,
    case
        when outcomes.churn_on is not null then 'churned'
        when outcomes.contraction_on is not null then 'contracted'
        when outcomes.followed_by = 'expansion' and outcomes.expansion_on is not null then 'expanded'
        when outcomes.renewal_on is not null then 'renewed'
        when outcomes.closed_because = 'condition_over' then 'recovered'
        when outcomes.is_matured then 'unchanged'
        else 'pending'
    end as outcome,
    coalesce(
        outcomes.churn_on,
        outcomes.contraction_on,
        case when outcomes.followed_by = 'expansion' then outcomes.expansion_on end,
        outcomes.renewal_on,
        case when outcomes.closed_because = 'condition_over' then written.closed_on end
    ) as outcome_on,
    outcomes.is_matured,
    written.rule_version
from written
inner join {{ ref('alert_outcomes') }} as outcomes
    on
        written.account_id = outcomes.account_id
        and written.rule_id = outcomes.rule_id
        and written.opened_on = outcomes.opened_on
left join {{ ref('accounts') }} as accounts
    on written.account_id = accounts.account_id
left join {{ ref('stg_salesforce__users') }} as owners
    on accounts.owner_id = owners.user_id
left join {{ ref('stg_salesforce__users') }} as managers
    on owners.manager_id = managers.user_id
