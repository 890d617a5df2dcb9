{# The moment at which clocks in a time zone show a local timestamp; one that a change of clocks skips counts as one after it. #}
{% macro moment_in_zone(local_timestamp, zone) -%}
    {{ return(adapter.dispatch('moment_in_zone')(local_timestamp, zone)) }}
{%- endmacro %}

{% macro default__moment_in_zone(local_timestamp, zone) -%}
    timezone({{ zone }}, {{ local_timestamp }})
{%- endmacro %}

{% macro spark__moment_in_zone(local_timestamp, zone) -%}
    to_utc_timestamp({{ local_timestamp }}, {{ zone }})
{%- endmacro %}

{# Whole seconds since 1970 of a moment, so that time can be added up by windows. #}
{% macro epoch_seconds(moment) -%}
    cast({{ dbt.datediff("cast('1970-01-01 00:00:00+00' as " ~ moment_type() ~ ")", moment, 'second') }} as bigint)
{%- endmacro %}

{# The other way round. #}
{% macro from_epoch_seconds(seconds) -%}
    {{ return(adapter.dispatch('from_epoch_seconds')(seconds)) }}
{%- endmacro %}

{% macro default__from_epoch_seconds(seconds) -%}
    to_timestamp({{ seconds }})
{%- endmacro %}

{% macro spark__from_epoch_seconds(seconds) -%}
    timestamp_seconds({{ seconds }})
{%- endmacro %}

{% macro moment_type() -%}
    {{ return(adapter.dispatch('moment_type')()) }}
{%- endmacro %}

{% macro default__moment_type() -%}
    timestamptz
{%- endmacro %}

{% macro spark__moment_type() -%}
    timestamp
{%- endmacro %}
