{# The part of an e-mail address after the @, lower case; null when there is none. #}
{% macro email_domain(email) -%}
    nullif(regexp_extract(lower(trim({{ email }})), '@([^@ >]+)$', 1), '')
{%- endmacro %}
