{# The one clock: the moment up to which this build knows things. Landing writes it; nothing in models reads the wall clock. #}
{% macro as_of() -%}
    (select clock.as_of from {{ source('landing', 'as_of') }} as clock)
{%- endmacro %}
