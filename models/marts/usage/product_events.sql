-- An event without a group belongs to the group that its user was first put into, from the moment when that was known.
with user_groups as (
    select
        calls.user_id,
        calls.group_id,
        calls.received_at,
        row_number() over (partition by calls.user_id order by calls.received_at, calls.event_id) as call_number
    from {{ ref('stg_segment__groups') }} as calls
    where calls.user_id is not null and calls.group_id is not null
),

placed as (
    select
        tracks.event_name,
        tracks.user_id,
        tracks.feature,
        tracks.duration_ms,
        coalesce(tracks.group_id, user_groups.group_id) as group_id,
        -- A clock that runs ahead does not put use into the future.
        least(tracks.event_at, tracks.first_received_at) as happened_at,
        case
            when user_groups.received_at > tracks.first_received_at then user_groups.received_at
            else tracks.first_received_at
        end as known_at
    from {{ ref('stg_segment__tracks') }} as tracks
    left join user_groups
        on
            case when tracks.group_id is null then tracks.user_id end = user_groups.user_id
            and user_groups.call_number = 1
),

dated as (
    select
        placed.*,
        {{ reporting_date('placed.happened_at') }} as happened_on,
        {{ reporting_date('placed.known_at') }} as known_on
    from placed
)

select
    keys.account_id,
    dated.user_id,
    dated.event_name,
    -- A login is no use of a feature.
    case when not names.is_login then coalesce(dated.feature, dated.event_name) end as feature,
    dated.happened_on,
    dated.known_on,
    {{ dbt.date_trunc('hour', 'dated.happened_at') }} as active_hour,
    dated.duration_ms,
    names.is_login,
    names.is_key_action,
    names.is_value,
    names.is_training
from dated
inner join {{ ref('account_keys') }} as keys
    on dated.group_id = keys.source_key and keys.source_system = 'segment'
inner join {{ ref('product_event_names') }} as names
    on
        dated.event_name = names.event_name
        and dated.happened_on >= names.valid_from
        and (names.valid_to is null or dated.happened_on < names.valid_to)
where names.is_use
