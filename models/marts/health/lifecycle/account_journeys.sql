{% set steps = ['kickoff', 'first_login', 'key_action', 'training', 'first_value', 'first_outcome', 'full_value',
                'onboarded'] %}
with onboarded as (
    select
        starts.account_id,
        'onboarded' as step,
        max(marks.reached_on) as reached_on
    from {{ ref('journey_starts') }} as starts
    inner join {{ ref('journey_steps') }} as needed
        on {{ in_force('needed', 'starts.started_on') }}
    left join {{ ref('journey_marks') }} as marks
        on
            starts.account_id = marks.account_id
            and needed.step = marks.step
    where needed.completes_onboarding
    group by starts.account_id
    having count(distinct needed.step) = count(distinct marks.step)
),

taken as (
    select
        marks.account_id,
        marks.step,
        marks.reached_on
    from {{ ref('journey_marks') }} as marks
    union all
    select *
    from onboarded
),

dated as (
    select
        taken.account_id,
        taken.step,
        taken.reached_on,
        {{ dbt.datediff('starts.started_on', 'taken.reached_on', 'day') }}
            as days
    from taken
    inner join {{ ref('journey_starts') }} as starts
        on taken.account_id = starts.account_id
),

pivoted as (
    select
        {% for step in steps %}
        min(case when dated.step = '{{ step }}' then dated.reached_on end) as {{ step }}_on,
        cast(min(case when dated.step = '{{ step }}' then greatest(dated.days, 0) end) as integer) as days_to_{{ step }},
        {% endfor %}
        dated.account_id
    from dated
    group by dated.account_id
),

logins as (
    select
        starts.account_id,
        starts.signed_at,
        min(events.active_hour) as first_hour
    from {{ ref('journey_starts') }} as starts
    inner join {{ ref('product_events') }} as events
        on starts.account_id = events.account_id
    group by starts.account_id, starts.signed_at
),

clock as (
    select {{ as_of_day() }} as today
)

select
    starts.account_id,
    rules.product_type,
    starts.started_on,
    starts.started_by,
    starts.first_paid_on,
    {% for step in steps %}
    pivoted.{{ step }}_on,
    pivoted.days_to_{{ step }},
    {% endfor %}
    types.first_value_days as first_value_target_days,
    case
        when pivoted.days_to_first_value < types.first_value_days then true
        when clock.today >= cast({{ dbt.dateadd('day', 'types.first_value_days', 'starts.started_on') }} as date) then false
    end as is_first_value_in_time,
    cast(case
        when logins.first_hour < logins.signed_at then 0
        else {{ dbt.datediff('logins.signed_at', 'logins.first_hour', 'hour') }}
    end as integer) as hours_to_first_login
from {{ ref('journey_starts') }} as starts
cross join clock
left join pivoted
    on starts.account_id = pivoted.account_id
left join logins
    on starts.account_id = logins.account_id
left join {{ ref('journey_rules') }} as rules
    on {{ in_force('rules', 'starts.started_on') }}
left join {{ ref('journey_product_types') }} as types
    on
        rules.product_type = types.product_type
        and {{ in_force('types', 'starts.started_on') }}
