{# The most rows of one table that the pages show; what is more is in their downloads. #}
{% macro rows_listed() -%}
    500
{%- endmacro %}
