{% set day = as_of_day() %}
with years as (
    {{ dbt.generate_series(50) }}
),

touches as (
    select
        facts.account_id,
        facts.happened_on
    from {{ ref('relationship_facts') }} as facts
    where facts.fact = 'sponsor_touch' and facts.known_on <= {{ day }}
),

-- Before the first activity that any export knows, nothing can be missed.
begun as (
    select min(touches.happened_on) as first_on
    from touches
),

customer_years as (
    select
        lives.account_id,
        lives.valid_to,
        cast({{ dbt.dateadd(
            'month',
            '12 * (cast(years.generated_number as integer) - 1)',
            'lives.valid_from'
        ) }} as date) as since_on
    from {{ ref('account_paying_periods') }} as lives
    cross join years
),

obligations as (
    select
        customer_years.account_id,
        'yearly_touch' as obligation,
        customer_years.since_on,
        customer_years.since_on + rules.sponsor_touch_days - 1 as due_on,
        customer_years.since_on + rules.sponsor_touch_days - 1 as counts_until,
        cast(null as varchar) as alert_id
    from customer_years
    cross join begun
    inner join {{ ref('relationship_rules') }} as rules
        on {{ in_force('rules', 'customer_years.since_on') }}
    where
        customer_years.since_on between begun.first_on and {{ day }}
        -- A year that the account did not stay for asks for nothing.
        and (
            customer_years.valid_to is null
            or customer_years.valid_to >= customer_years.since_on + rules.sponsor_touch_days
        )
    union all
    select
        alerts.account_id,
        'escalation' as obligation,
        alerts.opened_on as since_on,
        alerts.opened_on + rules.escalation_days as due_on,
        {{ latest_day() }} as counts_until,
        alerts.alert_id
    from {{ ref('alerts') }} as alerts
    inner join {{ ref('relationship_rules') }} as rules
        on {{ in_force('rules', 'alerts.opened_on') }}
    where alerts.owner_role = rules.escalation_role and alerts.severity <> 'info'
),

answered as (
    select
        obligations.account_id,
        obligations.obligation,
        obligations.since_on,
        obligations.due_on,
        obligations.alert_id,
        min(touches.happened_on) as done_on
    from obligations
    left join touches
        on
            obligations.account_id = touches.account_id
            and obligations.since_on <= touches.happened_on
            and obligations.counts_until >= touches.happened_on
    group by
        obligations.account_id, obligations.obligation, obligations.since_on, obligations.due_on, obligations.alert_id
)

select
    answered.account_id,
    answered.obligation,
    answered.alert_id,
    answered.since_on,
    answered.due_on,
    answered.done_on,
    case
        when answered.done_on <= answered.due_on then 'met'
        when answered.done_on is not null then 'late'
        when answered.due_on >= {{ day }} then 'open'
        else 'missed'
    end as status,
    cast(
        case
            when coalesce(answered.done_on, {{ day }}) > answered.due_on
                then {{ days_between('answered.due_on', 'coalesce(answered.done_on, ' ~ day ~ ')') }}
            else 0
        end as integer
    ) as days_late
from answered
