with owners as (
    select count(distinct months.active_owner_id) as people
    from {{ ref('covered_months') }} as months
    where months.month_end = (select max(newest.month_end) from {{ ref('covered_months') }} as newest)
),

estimated as (
    select
        processes.process,
        processes.label,
        processes.hours_per_week,
        processes.share_automated,
        coalesce(processes.people, owners.people) as people,
        rules.hours_per_week as hours_of_a_week,
        processes.version
    from {{ ref('automation_processes') }} as processes
    cross join owners
    inner join {{ ref('csm_time_rules') }} as rules
        on {{ in_force('rules', as_of_day()) }}
    where {{ in_force('processes', as_of_day()) }}
)

select
    estimated.process,
    estimated.label,
    estimated.hours_per_week,
    estimated.share_automated,
    cast(estimated.people as integer) as people,
    cast(cast(estimated.hours_per_week as decimal(28, 6)) * estimated.share_automated * estimated.people as decimal(18, 6))
        as hours_freed,
    estimated.hours_of_a_week,
    cast(
        {{ divide('estimated.hours_per_week * estimated.share_automated * estimated.people', 'estimated.hours_of_a_week') }}
        as decimal(18, 6)
    ) as people_freed,
    estimated.version
from estimated
