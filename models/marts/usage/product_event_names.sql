{% set kinds = ['login', 'key_action', 'value', 'training'] %}
-- Names are few where events are many, so that the patterns are compared here and events find their name.
with names as (
    select distinct tracks.event_name
    from {{ ref('stg_segment__tracks') }} as tracks
),

turns as (
    select {{ earliest_day() }} as turns_on
    union
    select kinds.effective_from as turns_on
    from {{ ref('product_event_kinds') }} as kinds
    union
    select kinds.effective_to as turns_on
    from {{ ref('product_event_kinds') }} as kinds
    where kinds.effective_to is not null
),

periods as (
    select
        turns.turns_on as valid_from,
        lead(turns.turns_on) over (order by turns.turns_on) as valid_to
    from turns
)

select
    names.event_name,
    periods.valid_from,
    periods.valid_to,
    {% for kind in kinds %}
    count(case when kinds.kind = '{{ kind }}' then 1 end) > 0 as is_{{ kind }},
    {% endfor %}
    count(case when kinds.kind = 'not_use' then 1 end) = 0 as is_use
from names
cross join periods
left join {{ ref('product_event_kinds') }} as kinds
    on
        lower(names.event_name) like kinds.event_pattern
        and {{ in_force('kinds', 'periods.valid_from') }}
group by names.event_name, periods.valid_from, periods.valid_to
