{# Distinct values in order, as one text: 'a, b'. The engines' own aggregates differ in name and in how they sort. #}
{% macro text_list(expression, separator=', ') -%}
    {{ return(adapter.dispatch('text_list')(expression, separator)) }}
{%- endmacro %}

{% macro default__text_list(expression, separator) -%}
    string_agg(distinct {{ expression }}, '{{ separator }}' order by {{ expression }})
{%- endmacro %}

{% macro spark__text_list(expression, separator) -%}
    array_join(array_sort(collect_set({{ expression }})), '{{ separator }}')
{%- endmacro %}
