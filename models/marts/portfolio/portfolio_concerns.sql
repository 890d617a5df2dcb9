-- What is wrong with a paying account today, in words: its health, its open alerts, nobody to answer for it,
-- a success plan to go over.
with accounts as (
    select
        accounts.*,
        signals.last_touch_on,
        signals.success_plan_review_on,
        {{ as_of_day() }} as as_of_date
    from {{ ref('portfolio_accounts') }} as accounts
    inner join {{ ref('portfolio_signals') }} as signals
        on accounts.account_id = signals.account_id
)

-- The call is due so many days after the last touch, or after the band began where that came later. The score is told
-- as the pages round it, but never up to a whole number: one just below a band's bound must not read as the bound.
select
    accounts.account_id,
    'at_risk_call' as reason_kind,
    accounts.health_band as level,
    0 as days,
    'Health ' || cast(cast(
        case
            when round(accounts.health_score, 1) = ceil(accounts.health_score) then floor(accounts.health_score * 10) / 10
            else round(accounts.health_score, 1)
        end as decimal(9, 1)
    ) as varchar)
    || ' (' || replace(accounts.health_band, '_', '-')
    || case
        when accounts.health_change_30d <= -1
            then ', down ' || cast(cast(-accounts.health_change_30d as decimal(9, 1)) as varchar) || ' in 4 weeks'
        when accounts.health_change_30d >= 1
            then ', up ' || cast(cast(accounts.health_change_30d as decimal(9, 1)) as varchar) || ' in 4 weeks'
        else ''
    end
    || ')' || coalesce(': ' || accounts.health_main_driver_name, '') as reason,
    cast(null as varchar) as playbook,
    cast(null as varchar) as step_text,
    cast(null as date) as step_due_on,
    greatest(coalesce(accounts.last_touch_on, accounts.first_paid_date), accounts.health_band_since) as due_from
from accounts
where accounts.health_band is not null
union all
select
    accounts.account_id,
    'alert' as reason_kind,
    alerts.severity as level,
    cast({{ days_between('alerts.opened_on', 'accounts.as_of_date') }} as integer) as days,
    alerts.evidence as reason,
    alerts.playbook,
    cast(null as varchar) as step_text,
    cast(null as date) as step_due_on,
    alerts.opened_on as due_from
from accounts
inner join {{ ref('alerts') }} as alerts
    on accounts.account_id = alerts.account_id
where alerts.closed_on is null
union all
select
    accounts.account_id,
    'no_owner' as reason_kind,
    'any' as level,
    0 as days,
    'Nobody is named as its owner' as reason,
    cast(null as varchar) as playbook,
    cast(null as varchar) as step_text,
    cast(null as date) as step_due_on,
    accounts.as_of_date as due_from
from accounts
where accounts.owner_id is null
union all
select
    accounts.account_id,
    'review_due' as reason_kind,
    'any' as level,
    cast({{ days_between('accounts.as_of_date', 'accounts.success_plan_review_on') }} as integer) as days,
    'Review of the success plan '
    || case when accounts.success_plan_review_on < accounts.as_of_date then 'was due ' else 'due ' end
    || {{ days_told(days_between('accounts.as_of_date', 'accounts.success_plan_review_on')) }} as reason,
    cast(null as varchar) as playbook,
    cast(null as varchar) as step_text,
    accounts.success_plan_review_on as step_due_on,
    accounts.success_plan_review_on as due_from
from accounts
where accounts.success_plan_review_on is not null
