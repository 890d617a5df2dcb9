{# The digits of each currency in force at as_of(), as a relation to join on currency. #}
{% macro currency_digits() -%}
(
    select
        currencies.currency,
        currencies.minor_unit_digits
    from {{ ref('currencies') }} as currencies
    where {{ in_force('currencies', as_of_day()) }}
)
{%- endmacro %}

{# An amount in major units, from the column that a dashboard file fills in major units, else from integer minor units.
   Null when the currency is not in seed currencies: a guess of two digits would be wrong a hundredfold. #}
{% macro major_units(minor, major, digits, scale=6) -%}
    coalesce(cast({{ major }} as decimal(28, {{ scale }})), {{ minor_to_major(minor, digits, scale) }})
{%- endmacro %}
