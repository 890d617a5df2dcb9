{# Schemas are named after layers, without the profile's prefix; a publication has none. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ target.schema if target.name == 'published' else custom_schema_name or target.schema }}
{%- endmacro %}
