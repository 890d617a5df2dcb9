{# Safe ratio: divides as double (decimal division differs between engines), rounds, and comes back as decimal; null when the denominator is 0 or null. #}
{% macro divide(numerator, denominator, scale=6) -%}
    cast(round(cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0), {{ scale }}) as decimal(28, {{ scale }}))
{%- endmacro %}

{# Integer minor units to major units; `digits` is the currency's number of minor digits from seed currencies (JPY 0, USD 2, KWD 3). #}
{% macro minor_to_major(amount, digits, scale=6) -%}
    {{ divide(amount, "power(10, " ~ digits ~ ")", scale) }}
{%- endmacro %}
