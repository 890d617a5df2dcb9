{# A text that people wrote, with e-mail addresses and what may be a telephone number taken out, so that it may be published. #}
{% macro without_personal_data(text) -%}
    {{ return(adapter.dispatch('without_personal_data')(text)) }}
{%- endmacro %}

{% macro default__without_personal_data(text) -%}
    regexp_replace(
        regexp_replace({{ text }}, '[A-Za-z0-9._%+''-]+@[A-Za-z0-9.-]+', '[e-mail]', 'g'),
        '[+(]?[0-9][0-9 ().-]{5,}[0-9]', '[number]', 'g'
    )
{%- endmacro %}

{% macro spark__without_personal_data(text) -%}
    regexp_replace(
        regexp_replace({{ text }}, '[A-Za-z0-9._%+\'-]+@[A-Za-z0-9.-]+', '[e-mail]'),
        '[+(]?[0-9][0-9 ().-]{5,}[0-9]', '[number]'
    )
{%- endmacro %}
