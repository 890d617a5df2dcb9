{# A rule row is in force on `day` from effective_from up to, but not on, effective_to. #}
{% macro in_force(rule, day) -%}
    {{ rule }}.effective_from <= {{ day }} and ({{ rule }}.effective_to is null or {{ rule }}.effective_to > {{ day }})
{%- endmacro %}
