{# A person without the e-mail address: what the dashboards make of the address that a sign-in tells. #}
{% macro person_hash(email) -%}
    sha256(lower(trim({{ email }})))
{%- endmacro %}
