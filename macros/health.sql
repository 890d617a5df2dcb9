{# A part's share of a total, as the difference of two rounded running sums: all shares together are exactly the sum of the
   parts over the total, so that of weights they are 1, and of weights times scores a score that no rounding lifts over the
   edge of a band. part: its own, reached: the running sum up to and with it; 0 where the total is 0. #}
{% macro share_of_total(part, reached, total, scale=6) -%}
    cast(
        coalesce({{ divide(reached, total, scale) }} - {{ divide(reached ~ ' - ' ~ part, total, scale) }}, 0)
        as decimal(18, {{ scale }})
    )
{%- endmacro %}
