{% set user_sums = [('user_day', 'user_days'), ('login', 'logins')] %}
{% set account_sums = [('product_event', 'events'), ('product_minutes', 'minutes'), ('session', 'active_hours')] %}
with account_days as (
    select
        days.account_id,
        days.happened_on,
        {% for fact, column in account_sums %}
        sum(days.{{ column }}) as {{ column }},
        {% endfor %}
        days.known_on
    from {{ ref('product_user_days') }} as days
    group by days.account_id, days.happened_on, days.known_on
),

facts as (
    {% for fact, column in user_sums %}
    select
        days.account_id,
        '{{ fact }}' as fact,
        days.user_id as fact_key,
        days.happened_on,
        days.known_on,
        cast(null as date) as ended_on,
        days.{{ column }} as amount
    from {{ ref('product_user_days') }} as days
    where days.user_id is not null and days.{{ column }} > 0
    union all
    {% endfor %}
    {% for fact, column in account_sums %}
    select
        days.account_id,
        '{{ fact }}' as fact,
        cast(null as varchar) as fact_key,
        days.happened_on,
        days.known_on,
        cast(null as date) as ended_on,
        days.{{ column }} as amount
    from account_days as days
    where days.{{ column }} > 0
    union all
    {% endfor %}
    select
        days.account_id,
        'feature_use' as fact,
        days.feature as fact_key,
        days.happened_on,
        days.known_on,
        cast(null as date) as ended_on,
        days.uses as amount
    from {{ ref('product_feature_days') }} as days
    union all
    select
        days.account_id,
        'first_use' as fact,
        days.feature as fact_key,
        days.happened_on,
        days.known_on,
        cast(null as date) as ended_on,
        1 as amount
    from {{ ref('product_feature_days') }} as days
    where days.is_first_use
    union all
    select
        users.account_id,
        'user_known' as fact,
        users.user_id as fact_key,
        users.known_on as happened_on,
        users.known_on,
        cast(null as date) as ended_on,
        1 as amount
    from {{ ref('known_users') }} as users
    union all
    select
        seats.account_id,
        'seats' as fact,
        seats.subscription_item_id as fact_key,
        seats.valid_from as happened_on,
        seats.valid_from as known_on,
        seats.valid_to as ended_on,
        seats.seats as amount
    from {{ ref('seat_periods') }} as seats
)

select
    facts.account_id,
    facts.fact,
    facts.fact_key,
    facts.happened_on,
    facts.known_on,
    facts.ended_on,
    cast(facts.amount as decimal(18, 6)) as amount,
    case when facts.fact = 'seats' then 'stripe' else 'segment' end as source_system,
    case
        when facts.fact = 'seats' then 'stg_stripe__subscriptions'
        when facts.fact = 'user_known' then 'stg_segment__identifies'
        else 'stg_segment__tracks'
    end as source_table,
    cast(null as varchar) as source_file,
    cast(null as bigint) as source_row
from facts
