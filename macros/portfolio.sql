{# How far off a day is, in words, from its whole number of days: today, in 1 day, 12 days ago. #}
{% macro days_told(days) -%}
    case
        when {{ days }} = 0 then 'today'
        when {{ days }} = 1 then 'in 1 day'
        when {{ days }} > 0 then 'in ' || cast({{ days }} as varchar) || ' days'
        when {{ days }} = -1 then '1 day ago'
        else cast(-({{ days }}) as varchar) || ' days ago'
    end
{%- endmacro %}
