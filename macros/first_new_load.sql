{# First load whose rows an incremental event table does not hold: later than all it holds, or with rows received
   since. When the table knows more than the clock, which was set back, it is the first of all: all are read again.
   `cursor` is the moment of receipt, of the same name in the source and in the table. #}
{% macro first_new_load(relation, cursor) -%}
(
    select min(landed._load_id) as load_id
    from {{ relation }} as landed
    cross join (
        select
            coalesce(max(held.load_id), -1) as load_id,
            max(held.{{ cursor }}) as received_at
        from {{ this }} as held
    ) as built
    where
        landed.{{ cursor }} <= {{ as_of() }}
        and (
            landed._load_id > built.load_id
            or landed.{{ cursor }} > built.received_at
            or built.received_at > {{ as_of() }}
        )
)
{%- endmacro %}
