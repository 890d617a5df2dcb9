{# A weight's share of the sum of weights, as the difference of two rounded running sums: all shares together are exactly 1.
   weight: its own, reached: the running sum up to and with it, total: the sum of all; 0 where the total is 0. #}
{% macro weight_share(weight, reached, total) -%}
    cast(
        coalesce({{ divide(reached, total) }} - {{ divide(reached ~ ' - ' ~ weight, total) }}, 0) as decimal(9, 6)
    )
{%- endmacro %}
