{# An amount or a score in words, with the digits that decide at a bound: 14,999.99 must not read 15,000. #}
{% macro told_number(number) -%}
    {%- set digits = 'cast(cast(' ~ number ~ ' as decimal(18, 2)) as varchar)' -%}
    replace(
        case
            when length({{ digits }}) > 9
                then left({{ digits }}, length({{ digits }}) - 9)
                    || ',' || left(right({{ digits }}, 9), 3)
                    || ',' || right({{ digits }}, 6)
            when length({{ digits }}) > 6
                then left({{ digits }}, length({{ digits }}) - 6) || ',' || right({{ digits }}, 6)
            else {{ digits }}
        end,
        '.00', ''
    )
{%- endmacro %}

{# From which value to which a reading moved. #}
{% macro told_move(readings) -%}
    {{ told_number(readings ~ '.previous_value') }} || ' to ' || {{ told_number(readings ~ '.value') }}
{%- endmacro %}
