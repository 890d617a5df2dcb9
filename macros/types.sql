{# dbt.safe_cast is a plain cast on this engine and on Spark; this one gives null for what does not fit. #}
{% macro try_cast(expression, type) -%}
    try_cast({{ expression }} as {{ type }})
{%- endmacro %}

{# Scalar at a JSON path such as 'metadata.org_id', as text; null when absent, or when the column is not JSON at all. #}
{% macro json_text(column, path) -%}
    json_extract_string({{ try_cast(column, 'json') }}, '$.{{ path }}')
{%- endmacro %}
