{# Half-open periods [valid_from, valid_to), open at the end while valid_to is null. #}

{# A first day for what holds since before anything is known, so that ranges need no arm for it. #}
{% macro earliest_day() -%}
    cast('1900-01-01' as date)
{%- endmacro %}

{# A last day for what still holds, so that the latest end can be taken. #}
{% macro latest_day() -%}
    cast('9999-12-31' as date)
{%- endmacro %}

{# Whether the periods of two relations share a day. #}
{% macro periods_overlap(one, other) -%}
    ({{ other }}.valid_to is null or {{ one }}.valid_from < {{ other }}.valid_to)
    and ({{ one }}.valid_to is null or {{ other }}.valid_from < {{ one }}.valid_to)
{%- endmacro %}

{# CTEs step_0 to step_<doublings> that follow links upwards, period by period; the last one reaches 2^doublings links far.

   links: CTE with account_id, parent_account_id (null at the top), valid_from, valid_to, where every account that is a
   parent has a row for every day. Each step has account_id, parent_account_id (the first link), reached_id, is_top
   (whether reached_id has nothing above it) and lowest_id, the lowest id met on the way: in a circle, the same for all.
#}
{% macro links_followed(links, doublings=7) -%}
step_0 as (
    select
        links.account_id,
        links.parent_account_id,
        coalesce(links.parent_account_id, links.account_id) as reached_id,
        links.parent_account_id is null as is_top,
        coalesce(links.parent_account_id, links.account_id) as lowest_id,
        links.valid_from,
        links.valid_to
    from {{ links }} as links
)
{%- for step in range(1, doublings + 1) -%}
,

step_{{ step }} as (
    select
        near.account_id,
        near.parent_account_id,
        far.reached_id,
        far.is_top,
        least(near.lowest_id, far.lowest_id) as lowest_id,
        greatest(near.valid_from, far.valid_from) as valid_from,
        least(near.valid_to, far.valid_to) as valid_to
    from step_{{ step - 1 }} as near
    inner join step_{{ step - 1 }} as far
        on
            near.reached_id = far.account_id
            and {{ periods_overlap('near', 'far') }}
)
{%- endfor -%}
{%- endmacro %}
