-- A call that names a group, or an event of the account, tells of the user.
with calls as (
    {% for relation in ['stg_segment__groups', 'stg_segment__identifies'] %}
    select
        calls.user_id,
        calls.group_id,
        {{ reporting_date('calls.received_at') }} as known_on
    from {{ ref(relation) }} as calls
    where calls.user_id is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

sightings as (
    select
        keys.account_id,
        calls.user_id,
        calls.known_on
    from calls
    inner join {{ ref('account_keys') }} as keys
        on calls.group_id = keys.source_key and keys.source_system = 'segment'
    union all
    select
        days.account_id,
        days.user_id,
        days.known_on
    from {{ ref('product_user_days') }} as days
    where days.user_id is not null
)

select
    sightings.account_id,
    sightings.user_id,
    min(sightings.known_on) as known_on
from sightings
group by sightings.account_id, sightings.user_id
