{# An amount or a score in words, with the digits that decide at a bound: 14999.99 must not read 15000. #}
{% macro told_number(number) -%}
    cast(cast({{ number }} as decimal(18, 2)) as varchar)
{%- endmacro %}

{# From which value to which a reading moved. #}
{% macro told_move(readings) -%}
    {{ told_number(readings ~ '.previous_value') }} || ' to ' || {{ told_number(readings ~ '.value') }}
{%- endmacro %}
