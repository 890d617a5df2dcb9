{# Uniqueness of a big table that grows by time: keys of the newest days must occur once in the whole table. Each
   refresh checks what it added, at the price of scanning one column instead of hashing all keys every day. #}
{% test unique_when_recent(model, column_name, moment, days) %}
    select events.{{ column_name }}
    from {{ model }} as events
    where events.{{ column_name }} in (
        select recent.{{ column_name }}
        from {{ model }} as recent
        where recent.{{ moment }} > {{ as_of() }} - interval '{{ days }}' day
    )
    group by events.{{ column_name }}
    having count(*) > 1
{% endtest %}
