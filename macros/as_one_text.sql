{# Several columns of a relation as one text, so that two rows can be compared by what they say. #}
{% macro as_one_text(relation, columns) -%}
    {% for column in columns -%}
    coalesce(cast({{ relation }}.{{ column }} as {{ dbt.type_string() }}), '')
    {%- if not loop.last %} || '|' || {% endif -%}
    {%- endfor %}
{%- endmacro %}
