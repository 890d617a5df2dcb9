{# A person without the e-mail address: what the dashboards make of the address that a sign-in tells. #}
{% macro person_hash(email) -%}
    {{ return(adapter.dispatch('person_hash')(email)) }}
{%- endmacro %}

{% macro default__person_hash(email) -%}
    sha256(lower(trim({{ email }})))
{%- endmacro %}

{% macro spark__person_hash(email) -%}
    sha2(lower(trim({{ email }})), 256)
{%- endmacro %}
