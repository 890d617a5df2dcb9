-- A life is watched to its end or to the day of as_of, on which it still pays. An end on that day would be known.
with lives as (
    select
        periods.account_id,
        periods.valid_from as first_paid_on,
        coalesce(periods.valid_to, {{ as_of_day() }}) as watched_to,
        periods.valid_to is not null as is_lost,
        {{ month_ends_passed('periods.valid_from', 'coalesce(periods.valid_to, ' ~ as_of_day() ~ ')') }} as month_ends
    from {{ ref('account_paying_periods') }} as periods
    where periods.life = 1
),

-- The 31st of a month is a month old on the last day of a shorter one.
aged as (
    select
        lives.*,
        lives.month_ends
        - case
            when lives.watched_to < {{ dbt.dateadd('month', 'cast(lives.month_ends as integer)', 'lives.first_paid_on') }} then 1
            else 0
        end as months
    from lives
),

told as (
    select
        aged.*,
        {{ days_between(
            'cast(' ~ dbt.dateadd('month', 'cast(aged.months as integer)', 'aged.first_paid_on') ~ ' as date)', 'aged.watched_to'
        ) }} as days
    from aged
)

select
    told.account_id,
    told.first_paid_on,
    told.watched_to,
    told.is_lost,
    cast(told.months as integer) as months,
    cast(told.days as integer) as days,
    cast(told.months + case when told.days > 0 then 1 else 0 end as integer) as last_age_months,
    coalesce(starts.segment, 'unknown') as segment,
    coalesce(starts.plan, 'unknown') as plan,
    coalesce(starts.channel, 'unknown') as channel,
    cast(extract(year from told.first_paid_on) as varchar) as start_year
from told
left join {{ ref('cohort_starts') }} as starts
    on told.account_id = starts.account_id
