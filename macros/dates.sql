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

{# The calendar day on which a moment falls in UTC, by which billing systems date their documents. #}
{% macro utc_date(moment) -%}
    {{ return(adapter.dispatch('utc_date')(moment)) }}
{%- endmacro %}

{% macro default__utc_date(moment) -%}
    cast(timezone('UTC', {{ moment }}) as date)
{%- endmacro %}

{% macro spark__utc_date(moment) -%}
    cast(to_utc_timestamp({{ moment }}, current_timezone()) as date)
{%- endmacro %}

{# How many month ends the half-open period from `first` to `last` passes: 12 for any year, 1 for 31 January to 28 February. #}
{% macro month_ends_passed(first, last) -%}
    (
        12 * (extract(year from {{ last }}) - extract(year from {{ first }}))
        + extract(month from {{ last }}) - extract(month from {{ first }})
    )
{%- endmacro %}

{# The day on which an invoice falls due: without a date of its own, when it was sent. #}
{% macro due_date(invoices) -%}
    {{ reporting_date(
        'coalesce(' ~ invoices ~ '.due_at, ' ~ invoices ~ '.effective_at, ' ~ invoices ~ '.finalized_at, ' ~ invoices ~ '.created_at)'
    ) }}
{%- endmacro %}

{# Days from one date to another, as an integer. #}
{% macro days_between(first, last) -%}
    {{ return(adapter.dispatch('days_between')(first, last)) }}
{%- endmacro %}

{% macro default__days_between(first, last) -%}
    ({{ last }} - {{ first }})
{%- endmacro %}

{% macro spark__days_between(first, last) -%}
    datediff({{ last }}, {{ first }})
{%- endmacro %}

{# A date as the number of days since 1970-01-01, so that days can be kept among numbers. #}
{% macro day_number(day) -%}
    {{ days_between("cast('1970-01-01' as date)", day) }}
{%- endmacro %}

{# A day in the words of the pages: 5 Jan 2026. #}
{% macro day_told(day) -%}
    {{ return(adapter.dispatch('day_told')(day)) }}
{%- endmacro %}

{% macro default__day_told(day) -%}
    strftime({{ day }}, '%-d %b %Y')
{%- endmacro %}

{% macro spark__day_told(day) -%}
    date_format({{ day }}, 'd MMM yyyy')
{%- endmacro %}
