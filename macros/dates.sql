{# The calendar day on which a moment falls in the company's reporting time zone. #}
{% macro reporting_date(moment) -%}
    {{ return(adapter.dispatch('reporting_date')(moment)) }}
{%- endmacro %}

{% macro default__reporting_date(moment) -%}
    cast(timezone('{{ var("reporting_time_zone") }}', {{ moment }}) as date)
{%- endmacro %}

{% macro spark__reporting_date(moment) -%}
    cast(from_utc_timestamp({{ moment }}, '{{ var("reporting_time_zone") }}') as date)
{%- endmacro %}

{% macro month_end(day) -%}
    cast({{ dbt.last_day(day, 'month') }} as date)
{%- endmacro %}
