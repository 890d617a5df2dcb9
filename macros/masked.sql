{# Foreign text without what reaches a person: e-mail addresses, and every run of digits, spaces, dots, hyphens and
   parentheses that may be a telephone number. A date is none, with hyphens or without, unless a plus stands before: its
   parts are held apart while numbers are looked for. A date takes the characters next to it along, which the next one may
   need as its own: so dates are looked for twice. #}
{% macro masked(text) -%}
    {%- set address = "[A-Za-z0-9._%+''-]+@[A-Za-z0-9.-]*[A-Za-z0-9]" -%}
    {%- set date = "(^|[^0-9-])((19|20)[0-9]{2}-?)((0[1-9]|1[0-2])-?)(0[1-9]|[12][0-9]|3[01])($|[^0-9-])" -%}
    {%- set number = "[+(]?[0-9][0-9 ().-]{5,}[0-9]" -%}
    {%- set reached = replaced(replaced(text, address, '[e-mail]'), "[+][0-9 ().-]{6,}[0-9]", '[number]') -%}
    {%- set parts = '\\1~\\2~\\4~\\6~\\7' -%}
    {%- set apart = replaced(replaced(reached, date, parts), date, parts) -%}
    {{ replaced(replaced(apart, number, '[number]'), '~([0-9]{4}-?)~([0-9]{2}-?)~([0-9]{2})~', '\\1\\2\\3') }}
{%- endmacro %}

{# Every match of a pattern replaced; `by` names groups as \1. #}
{% macro replaced(text, pattern, by) -%}
    {{ return(adapter.dispatch('replaced')(text, pattern, by)) }}
{%- endmacro %}

{% macro default__replaced(text, pattern, by) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ by }}', 'g')
{%- endmacro %}

{% macro spark__replaced(text, pattern, by) -%}
    regexp_replace({{ text }}, '{{ pattern | replace("''", "\\'") }}', '{{ by | replace("\\", "$") }}')
{%- endmacro %}
