{# A name as people typed it, without the invisible characters that turn the direction of the text around it. #}
{% macro plain_name(name) -%}
    trim(translate({{ name }}, '{{ "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" }}', ''))
{%- endmacro %}
