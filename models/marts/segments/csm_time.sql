-- Hours with customers are those that the calendar and the call log of the CRM show; what nobody logged is not in them. Hours worked
-- are landed for a whole month: while it runs, nothing is judged by the hours up to now.
with logged as (
    select
        events.owner_id,
        {{ month_end(reporting_date('events.starts_at')) }} as month_end,
        events.duration_minutes as minutes
    from {{ ref('stg_salesforce__events') }} as events
    where
        not events.is_child
        and not events.is_recurrence
        and not events.is_deleted
        and events.account_id is not null
        and events.starts_at <= {{ as_of() }}
    union all
    select
        tasks.owner_id,
        {{ month_end(reporting_date('tasks.completed_at')) }} as month_end,
        cast(tasks.call_seconds as decimal(18, 6)) / 60 as minutes
    from {{ ref('stg_salesforce__tasks') }} as tasks
    where
        not tasks.is_deleted
        and tasks.account_id is not null
        and tasks.call_seconds > 0
        and tasks.completed_at <= {{ as_of() }}
),

with_customers as (
    select
        logged.owner_id,
        logged.month_end,
        cast(round(cast(sum(logged.minutes) as double) / 60, 6) as decimal(18, 6)) as hours
    from logged
    group by logged.owner_id, logged.month_end
),

told as (
    select
        pools.owner_id,
        pools.owner_name,
        pools.month_end,
        pools.hours_worked,
        coalesce(with_customers.hours, 0) as customer_hours,
        pools.hours_worked - coalesce(with_customers.hours, 0) as other_hours
    from {{ ref('cost_pools') }} as pools
    left join with_customers
        on
            pools.owner_id = with_customers.owner_id
            and pools.month_end = with_customers.month_end
    where pools.owner_id is not null and pools.hours_worked > 0
)

select
    told.owner_id,
    told.owner_name,
    told.month_end,
    cast(told.customer_hours as decimal(18, 6)) as customer_hours,
    cast(told.other_hours as decimal(18, 6)) as other_hours,
    cast(told.hours_worked as decimal(18, 6)) as hours_worked,
    cast({{ divide('told.customer_hours', 'told.hours_worked') }} as decimal(18, 6)) as customer_share,
    rules.customer_share as target_share,
    case
        when {{ as_of_day() }} >= told.month_end
            then {{ divide('told.customer_hours', 'told.hours_worked') }} > rules.customer_share
    end as is_met,
    case
        when {{ as_of_day() }} >= told.month_end
            then {{ divide('told.other_hours', 'told.hours_worked') }} > rules.other_share
    end as is_other_heavy,
    rules.version as rule_version,
    {{ as_of_day() }} < told.month_end as is_provisional
from told
inner join {{ ref('csm_time_rules') }} as rules
    on {{ in_force('rules', 'told.month_end') }}
