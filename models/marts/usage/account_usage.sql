{% set counts = [
    'user_days_7d', 'active_users_7d', 'active_users_28d', 'active_users_28d_before', 'logins_28d', 'features_28d',
    'features_first_used_28d', 'feature_uses_28d', 'sessions_28d', 'users_known', 'seats_sold', 'events_7d',
    'events_14d', 'events_14d_before', 'events_28d', 'events_28d_before',
] %}
-- Signals of the days that end a week, and of the newest day for the week that is running.
with weeks as (
    select
        accounts.account_id,
        accounts.as_of_date,
        cast({{ dbt.dateadd(
            'day',
            '(calendar.week_ends_on + 6 - ' ~ dbt.datediff(earliest_day(), 'accounts.as_of_date', 'day') ~ ' % 7) % 7',
            'accounts.as_of_date'
        ) }} as date) as week_end
    from {{ ref('health_accounts') }} as accounts
    -- Before the first event no account is without use: nobody was counting.
    inner join {{ ref('fact_freshness') }} as freshness
        on
            accounts.as_of_date = freshness.as_of_date
            and freshness.fact = 'product_event'
    inner join {{ ref('health_calendar') }} as calendar
        on {{ in_force('calendar', as_of_day()) }}
    where accounts.is_weekly or accounts.is_current
),

told as (
    select
        weeks.account_id,
        weeks.week_end,
        weeks.as_of_date,
        {% for signal in counts %}
        cast(sum(case when signals.signal = '{{ signal }}' then signals.amount else 0 end) as integer) as {{ signal }},
        {% endfor %}
        cast(sum(case when signals.signal = 'minutes_28d' then signals.amount else 0 end) as decimal(18, 6))
            as minutes_28d
    from weeks
    left join {{ ref('account_signals') }} as signals
        on
            weeks.account_id = signals.account_id
            and weeks.as_of_date = signals.as_of_date
    group by weeks.account_id, weeks.week_end, weeks.as_of_date
)

select
    told.account_id,
    told.week_end,
    told.as_of_date,
    told.as_of_date < told.week_end as is_provisional,
    {% for signal in counts %}
    told.{{ signal }},
    {% endfor %}
    told.minutes_28d,
    {{ divide('told.user_days_7d', '7') }} as daily_active_users,
    {{ divide('told.feature_uses_28d', 'told.active_users_28d') }} as uses_per_active_user,
    {{ divide('told.active_users_28d', 'told.seats_sold') }} as seats_used_of_sold,
    {{ divide('told.active_users_28d', 'told.users_known') }} as seats_used_of_known,
    {{ divide('told.events_14d', 'told.events_14d_before') }} as events_14d_ratio,
    {{ divide('told.events_28d', 'told.events_28d_before') }} as events_28d_ratio
from told
