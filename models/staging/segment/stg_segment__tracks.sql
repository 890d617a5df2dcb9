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
        tracks.received_at as first_received_at,
        tracks._load_id as load_id,
        tracks._row_number as source_row
    from {{ source('segment', 'tracks') }} as tracks
    where {{ arrived }}
    {% if is_incremental() %}
        union all
        select
            events.event_id,
            events.received_at,
            events.first_received_at,
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
    select
        copies.event_id,
        min(copies.first_received_at) as first_received_at
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
    coalesce(repeated.first_received_at, tracks.received_at) as first_received_at,
    nullif(trim({{ json_text('tracks.properties', 'feature') }}), '') as feature,
    {{ try_cast(json_text('tracks.properties', 'duration_ms'), 'decimal(18, 3)') }} as duration_ms,
    tracks.properties,
    loads.path as source_file,
    tracks._row_number as source_row,
    tracks._load_id as load_id
from {{ source('segment', 'tracks') }} as tracks
inner join {{ source('landing', 'loads') }} as loads
    on tracks._load_id = loads.load_id
left join repeated
    on tracks.id = repeated.event_id
left join ranked
    on tracks._load_id = ranked.load_id and tracks._row_number = ranked.source_row and ranked.version_rank > 1
where
    {{ arrived }}
    and ranked.load_id is null
{% if is_incremental() %}
    union all
    -- The copy held is still the newest, but one received before it has only landed now.
    select
        {% for column in [
            'event_id', 'user_id', 'anonymous_id', 'group_id', 'event_name', 'event_at', 'received_at',
        ] %}
        events.{{ column }},
        {% endfor %}
        repeated.first_received_at,
        {% for column in ['feature', 'duration_ms', 'properties', 'source_file', 'source_row'] %}
        events.{{ column }},
        {% endfor %}
        events.load_id
    from {{ this }} as events
    inner join repeated
        on events.event_id = repeated.event_id and events.first_received_at > repeated.first_received_at
    inner join ranked
        on events.load_id = ranked.load_id and events.source_row = ranked.source_row and ranked.version_rank = 1
{% endif %}
