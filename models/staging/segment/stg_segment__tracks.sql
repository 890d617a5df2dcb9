{#
    A table, since deduplicating all history for each reader would cost more every day. A refresh reads the loads new to
    it. Copies of an event (retries, replays) are few: only ids that occur more than once are ranked, and the wide rows
    stream through in the order in which they landed, which is time order. A clock set back has rows it does not know
    yet deleted at the end.
#}
{{ config(
    materialized='incremental',
    unique_key='event_id',
    on_schema_change='fail',
    post_hook="delete from {{ this }} where received_at > {{ as_of() }}",
) }}

{% set arrived -%}
tracks.received_at <= {{ as_of() }}
{%- if is_incremental() %}
        and tracks._load_id >= (select first_load.load_id from first_load)
{%- endif %}
{%- endset %}

with
{% if is_incremental() %}
    first_load as {{ first_new_load(source('segment', 'tracks'), cursor='received_at') }},
{% endif %}

copies as (
    select
        tracks.id as event_id,
        tracks.received_at,
        tracks._load_id as load_id,
        tracks._row_number as source_row
    from {{ source('segment', 'tracks') }} as tracks
    where {{ arrived }}
    {% if is_incremental() %}
        union all
        select
            events.event_id,
            events.received_at,
            events.load_id,
            events.source_row
        from {{ this }} as events
        where
            events.received_at <= {{ as_of() }}
            and events.event_id in (
                select tracks.id from {{ source('segment', 'tracks') }} as tracks
                where {{ arrived }}
            )
    {% endif %}
),

repeated as (
    select copies.event_id
    from copies
    group by copies.event_id
    having count(*) > 1
),

ranked as (
    select
        copies.load_id,
        copies.source_row,
        row_number() over (
            partition by copies.event_id
            order by copies.received_at desc, loads.path desc, copies.load_id desc, copies.source_row desc
        ) as version_rank
    from copies
    inner join {{ source('landing', 'loads') }} as loads
        on copies.load_id = loads.load_id
    where copies.event_id in (select repeated.event_id from repeated)
)

select
    tracks.id as event_id,
    tracks.user_id,
    tracks.anonymous_id,
    tracks.group_id,
    tracks.event as event_name,
    tracks.timestamp as event_at,
    tracks.received_at,
    tracks.properties,
    loads.path as source_file,
    tracks._row_number as source_row,
    tracks._load_id as load_id
from {{ source('segment', 'tracks') }} as tracks
inner join {{ source('landing', 'loads') }} as loads
    on tracks._load_id = loads.load_id
left join ranked
    on tracks._load_id = ranked.load_id and tracks._row_number = ranked.source_row and ranked.version_rank > 1
where
    {{ arrived }}
    and ranked.load_id is null
