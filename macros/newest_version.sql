{# Each key's newest version among all that were landed and known at as_of().

   relation: a source; key: list of columns; cursor: the column that moves when the record changes.
   A tombstone often carries no cursor, so the moment its file was observed stands in for it. Ties go to the later
   observation, then to path and position, so that the order in which files arrive does not matter.
#}
{% macro newest_version(relation, key, cursor=none) -%}
(
    select versions.*
    from (
        select
            source_rows.*,
            loads.observed_at,
            loads.path as source_file,
            source_rows._row_number as source_row,
            source_rows._load_id as load_id,
            row_number() over (
                partition by {% for column in key %}source_rows.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
                order by
                    {% if cursor %}coalesce(source_rows.{{ cursor }}, loads.observed_at) desc nulls last,
                    {% endif -%}
                    loads.observed_at desc nulls last,
                    loads.path desc,
                    source_rows._load_id desc,
                    source_rows._row_number desc
            ) as version_rank
        from {{ relation }} as source_rows
        inner join {{ source('landing', 'loads') }} as loads
            on source_rows._load_id = loads.load_id
        {% if cursor -%}
        where coalesce(source_rows.{{ cursor }}, loads.observed_at) <= {{ as_of() }}
            or coalesce(source_rows.{{ cursor }}, loads.observed_at) is null
        {%- endif %}
    ) as versions
    where versions.version_rank = 1
)
{%- endmacro %}
