{# Foreign text without what reaches a person: e-mail addresses, and telephone numbers in the forms that publishing
   refuses (orchestration/verify.py). A number takes the character before it and the one after it along, which the next
   number may need as its own: so numbers are looked for twice. #}
{% macro masked(text) -%}
    {%- set address = "[A-Za-z0-9._%+''-]+@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)*[.][A-Za-z]{2,}" -%}
    {%- set number = (
        "(^|[^0-9A-Za-z_.+-])"
        ~ "([+][0-9]{8,15}|[+][0-9]{1,3}([ .()-]{1,2}[0-9]{2,8}){2,5}"
        ~ "|[(][0-9]{3}[)] ?[0-9]{3}[-. ][0-9]{4}|[0-9]{3}[-.][0-9]{3}[-.][0-9]{4})"
        ~ "[.]?($|[^0-9A-Za-z_.-])"
    ) -%}
    {%- set without_addresses = replaced(text, address, '(address)') -%}
    {{ replaced(replaced(without_addresses, number, ' (number) '), number, ' (number) ') }}
{%- endmacro %}

{# Every match of a pattern replaced. #}
{% macro replaced(text, pattern, by) -%}
    {{ return(adapter.dispatch('replaced')(text, pattern, by)) }}
{%- endmacro %}

{% macro default__replaced(text, pattern, by) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ by }}', 'g')
{%- endmacro %}

{% macro spark__replaced(text, pattern, by) -%}
    regexp_replace({{ text }}, '{{ pattern }}', '{{ by }}')
{%- endmacro %}
