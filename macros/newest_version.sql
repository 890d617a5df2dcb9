{# All landed versions of a source's rows that existed at as_of(), with where they come from.

   cursor: the column that moves when the record changes; without one the moment its file was observed stands in.
   created: the column that says since when the record exists, for vendors whose records carry no moment of change.
   Versions observed after as_of() are then kept, marked is_late: an export taken later serves where no earlier one
   knows the record.
   Adds known_at, is_late, observed_at, source_file, source_row and load_id.
#}
{% macro source_versions(relation, cursor=none, created=none) -%}
{%- set known_at = 'coalesce(source_rows.' ~ cursor ~ ', loads.observed_at)' if cursor else 'loads.observed_at' -%}
(
    select
        source_rows.*,
        loads.observed_at,
        loads.path as source_file,
        source_rows._row_number as source_row,
        source_rows._load_id as load_id,
        {{ known_at }} as known_at,
        coalesce({{ known_at }} > {{ as_of() }}, false) as is_late
    from {{ relation }} as source_rows
    inner join {{ source('landing', 'loads') }} as loads
        on source_rows._load_id = loads.load_id
    {% if created or cursor -%}
    where coalesce({{ 'source_rows.' ~ created if created else known_at }}, {{ as_of() }}) <= {{ as_of() }}
    {%- endif %}
)
{%- endmacro %}

{# Newest first. Ties go to the later observation, then to path and position, so that the order in which files arrive
   does not matter. #}
{% macro newest_first(versions) -%}
    {{ versions }}.is_late,
    {{ versions }}.known_at desc nulls last,
    {{ versions }}.observed_at desc nulls last,
    {{ versions }}.source_file desc,
    {{ versions }}.load_id desc,
    {{ versions }}.source_row desc
{%- endmacro %}

{# Each key's newest version among all that were landed and known at as_of().

   relation: a source; key: list of columns; cursor, created: see source_versions.
   A tombstone often carries no cursor, so the moment its file was observed stands in for it. With `deleted`, the column
   that marks it, the newest version that says more than its key (it has `created`) is given, and newest_is_deleted
   beside it.
#}
{% macro newest_version(relation, key, cursor=none, created=none, deleted=none) -%}
(
    select ranked.*
    from (
        select
            versions.*,
            {% if deleted -%}
            first_value(coalesce(versions.{{ deleted }}, false)) over (
                partition by {{ key_of('versions', key) }}
                order by {{ newest_first('versions') }}
            ) as newest_is_deleted,
            {% endif -%}
            row_number() over (
                partition by {{ key_of('versions', key) }}
                order by
                    {% if deleted -%}
                    case when versions.{{ deleted }} and versions.{{ created }} is null then 1 else 0 end,
                    {% endif -%}
                    {{ newest_first('versions') }}
            ) as version_rank
        from {{ source_versions(relation, cursor, created) }} as versions
    ) as ranked
    where ranked.version_rank = 1
)
{%- endmacro %}

{# The same for rows that came nested in a record of another object: what a newer version of that record no longer holds
   is gone. parent: column with the parent's id; nested: column that is null for rows that came in files of their own. #}
{% macro newest_nested_version(relation, key, parent, nested, cursor=none, created=none) -%}
(
    select ranked.*
    from (
        select
            versions.*,
            row_number() over (
                partition by {{ key_of('versions', key) }}
                order by {{ newest_first('versions') }}
            ) as version_rank,
            rank() over (
                partition by versions.{{ parent }}, versions.{{ nested }} is null
                order by {{ newest_first('versions') }}
            ) as parent_rank
        from {{ source_versions(relation, cursor, created) }} as versions
    ) as ranked
    where
        ranked.version_rank = 1
        -- All rows nested in one record share its place, and so its rank.
        and (ranked.{{ nested }} is null or ranked.parent_rank = 1)
)
{%- endmacro %}

{% macro key_of(relation, key) -%}
    {% for column in key %}{{ relation }}.{{ column }}{{ ', ' if not loop.last }}{% endfor %}
{%- endmacro %}
