{% set counted = ['logins', 'key_actions', 'value_events', 'trainings', 'duration_ms'] %}
{% set firsts = ['user_days', 'active_hours'] %}
-- What arrived late is a batch of its own. Days and hours count once, in the batch that showed them first.
with batches as (
    select
        events.account_id,
        events.user_id,
        events.happened_on,
        events.known_on,
        count(*) as events,
        count(case when events.is_login then 1 end) as logins,
        count(case when events.is_key_action then 1 end) as key_actions,
        count(case when events.is_value then 1 end) as value_events,
        count(case when events.is_training then 1 end) as trainings,
        sum(events.duration_ms) as duration_ms
    from {{ ref('product_events') }} as events
    group by events.account_id, events.user_id, events.happened_on, events.known_on
),

hours as (
    select
        events.account_id,
        events.user_id,
        events.happened_on,
        min(events.known_on) as known_on
    from {{ ref('product_events') }} as events
    where events.user_id is not null
    group by events.account_id, events.user_id, events.happened_on, events.active_hour
),

parts as (
    select
        batches.account_id,
        batches.user_id,
        batches.happened_on,
        batches.known_on,
        batches.events,
        {% for column in counted %}
        batches.{{ column }},
        {% endfor %}
        0 as user_days,
        0 as active_hours
    from batches
    union all
    select
        hours.account_id,
        hours.user_id,
        hours.happened_on,
        hours.known_on,
        0 as events,
        {% for column in counted %}
        0 as {{ column }},
        {% endfor %}
        0 as user_days,
        1 as active_hours
    from hours
    union all
    select
        batches.account_id,
        batches.user_id,
        batches.happened_on,
        min(batches.known_on) as known_on,
        0 as events,
        {% for column in counted %}
        0 as {{ column }},
        {% endfor %}
        1 as user_days,
        0 as active_hours
    from batches
    where batches.user_id is not null
    group by batches.account_id, batches.user_id, batches.happened_on
)

select
    parts.account_id,
    parts.user_id,
    parts.happened_on,
    parts.known_on,
    {% for column in counted + firsts if column != 'duration_ms' %}
    cast(sum(parts.{{ column }}) as integer) as {{ column }},
    {% endfor %}
    cast(sum(coalesce(parts.duration_ms, 0)) / 60000 as decimal(18, 6)) as minutes,
    cast(sum(parts.events) as integer) as events
from parts
group by parts.account_id, parts.user_id, parts.happened_on, parts.known_on
