{# CTEs that keep of each group's starts the first one, and then ever again the next that lies at least pause_days after
   the one kept last. The result is `spaced`, with group_id and started_on.

   starts: CTE with group_id, started_on, unique together, and pause_days. At most 2^doublings starts of a group are kept.
#}
{% macro spaced(starts, doublings=9) -%}
pauses as (
    select
        starts.group_id,
        starts.started_on,
        starts.started_on as marked_on,
        1 as is_start
    from {{ starts }} as starts
    union all
    select
        starts.group_id,
        starts.started_on,
        starts.started_on + greatest(starts.pause_days, 1) as marked_on,
        0 as is_start
    from {{ starts }} as starts
),

following as (
    select
        pauses.*,
        min(case when pauses.is_start = 1 then pauses.marked_on end) over (
            partition by pauses.group_id
            order by pauses.marked_on, pauses.is_start
            rows between 1 following and unbounded following
        ) as next_on
    from pauses
),

hop_0 as (
    select
        following.group_id,
        following.started_on,
        following.next_on
    from following
    where following.is_start = 0 and following.next_on is not null
),

kept_0 as (
    select
        starts.group_id,
        min(starts.started_on) as started_on
    from {{ starts }} as starts
    group by starts.group_id
)
{%- for step in range(1, doublings + 1) -%}
,

kept_{{ step }} as (
    select
        kept.group_id,
        kept.started_on
    from kept_{{ step - 1 }} as kept
    union all
    select
        kept.group_id,
        hops.next_on as started_on
    from kept_{{ step - 1 }} as kept
    inner join hop_{{ step - 1 }} as hops
        on
            kept.group_id = hops.group_id
            and kept.started_on = hops.started_on
),

hop_{{ step }} as (
    select
        near.group_id,
        near.started_on,
        far.next_on
    from hop_{{ step - 1 }} as near
    inner join hop_{{ step - 1 }} as far
        on
            near.group_id = far.group_id
            and near.next_on = far.started_on
)
{%- endfor -%}
,

spaced as (
    select
        kept.group_id,
        kept.started_on
    from kept_{{ doublings }} as kept
)
{%- endmacro %}
