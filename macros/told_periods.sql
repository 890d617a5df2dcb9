{# CTEs that turn what was told of a record's fields into periods; the result is `told`, with the key, field, value,
   valid_from and valid_to, a day each time the value changed.

   statements: CTE with the key, field, value, stated_on, stated_at (null for what holds until something is stated) and
   precedence. The last one of a day holds at its end; among equals, the highest precedence.
#}
{% macro told_periods(statements, key) -%}
last_of_day as (
    select ranked.*
    from (
        select
            statements.*,
            row_number() over (
                partition by statements.{{ key }}, statements.field, statements.stated_on
                order by statements.stated_at desc nulls last, statements.precedence desc, statements.value
            ) as nearness
        from {{ statements }} as statements
    ) as ranked
    where ranked.nearness = 1
),

compared as (
    select
        last_of_day.*,
        row_number() over by_day as place,
        lag(last_of_day.value) over by_day as value_before
    from last_of_day
    window by_day as (partition by last_of_day.{{ key }}, last_of_day.field order by last_of_day.stated_on)
),

told as (
    select
        compared.{{ key }},
        compared.field,
        compared.value,
        compared.stated_on as valid_from,
        lead(compared.stated_on) over (
            partition by compared.{{ key }}, compared.field
            order by compared.stated_on
        ) as valid_to
    from compared
    where compared.place = 1 or coalesce(compared.value, '') <> coalesce(compared.value_before, '')
)
{%- endmacro %}
