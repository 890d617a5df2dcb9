{# The last reporting day that as_of() covers: as_of() at midnight belongs to the day that it ends. #}
{% macro as_of_day() -%}
    {{ reporting_date(dbt.dateadd('microsecond', -1, as_of())) }}
{%- endmacro %}
