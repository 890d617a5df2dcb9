{# MRR per item: computed as double (decimal division differs between engines), kept as decimal with six places so that sums round last. #}
{% macro as_mrr(expression) -%}
    cast(round({{ expression }}, 6) as decimal(18, 6))
{%- endmacro %}

{# The billing interval in force on `day`, of the length that the policies give to weeks and days. #}
{% macro interval_taken(intervals, policies, day) -%}
    {{ in_force(intervals, day) }}
            and ({{ intervals }}.position is null or {{ intervals }}.position in ({{ policies }}.week_length, {{ policies }}.day_length))
{%- endmacro %}

{# The rule of a subscription status in force on `day`, as the policies on trials and pauses have it. #}
{% macro status_taken(statuses, policies, day) -%}
    {{ in_force(statuses, day) }}
            and ({{ statuses }}.position is null or {{ statuses }}.position in ({{ policies }}.trial, {{ policies }}.paused))
{%- endmacro %}

{# Billing intervals to months: what one unit of a price is worth per month, as double. #}
{% macro per_month(intervals, interval_count) -%}
    cast({{ intervals }}.months_numerator as double) / ({{ intervals }}.months_denominator * {{ interval_count }})
{%- endmacro %}

{# Logarithm of what a percentage discount leaves, so that stacked discounts multiply; -1000 stands for nothing left. #}
{% macro log_of_remainder(percent_off) -%}
    case when {{ percent_off }} >= 100 then -1000 else ln(1 - cast({{ percent_off }} as double) / 100) end
{%- endmacro %}

{# Start of the billing cycle that ends at `cycle_end`, counted back by the calendar; null without an interval. #}
{% macro cycle_start(cycle_end, intervals, interval_count) -%}
{{ dbt.dateadd(
        'day',
        '-' ~ intervals ~ '.cycle_days * ' ~ interval_count,
        '\n            ' ~ dbt.dateadd('month', '-' ~ intervals ~ '.cycle_months * ' ~ interval_count, cycle_end)
    ) }}
{%- endmacro %}

{# An amount in another currency at a rate, exact to the sixth place: decimal by decimal, wide enough for any book. #}
{% macro converted(amount, rate) -%}
    cast(round(cast({{ amount }} as decimal(20, 6)) * cast({{ rate }} as decimal(18, 12)), 6) as decimal(18, 6))
{%- endmacro %}

{# Of an amount before discounts, net of permanent and net of all discounts: the one that the policy on discounts counts. #}
{% macro counted(policies, list, net, net_of_all) -%}
    case {{ policies }}.discounts when 'list' then {{ list }} when 'all' then {{ net_of_all }} else {{ net }} end
{%- endmacro %}
