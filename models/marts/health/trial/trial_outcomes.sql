-- What happened next. Only what has run its course is tried: an account scored 40 days ago has no outcome within 60 days yet.
with cases as (
    select
        paying.account_id,
        paying.as_of_date,
        horizons.horizon_days,
        min(churns.churned_on) as next_churned_on
    from {{ ref('health_accounts') }} as paying
    inner join {{ ref('health_dates') }} as dates
        on
            paying.as_of_date = dates.as_of_date
            and dates.is_weekly
    inner join {{ ref('trial_rules') }} as rules
        on
            {{ in_force('rules', as_of_day()) }}
            and (
                rules.trial_dates = 'every_week'
                or {{ month_end('paying.as_of_date') }} < {{ dbt.dateadd('day', 7, 'paying.as_of_date') }}
            )
    inner join {{ ref('trial_horizons') }} as horizons
        on
            {{ dbt.dateadd('day', 'horizons.horizon_days', 'paying.as_of_date') }} <= {{ as_of_day() }}
            and {{ in_force('horizons', as_of_day()) }}
    left join {{ ref('account_churns') }} as churns
        on
            paying.account_id = churns.account_id
            and paying.as_of_date < churns.churned_on
    group by paying.account_id, paying.as_of_date, horizons.horizon_days
),

told as (
    select
        cases.account_id,
        cases.as_of_date,
        cases.horizon_days,
        churns.churned_on,
        churns.mrr_lost
    from cases
    left join {{ ref('account_churns') }} as churns
        on
            cases.account_id = churns.account_id
            and cases.next_churned_on = churns.churned_on
            and {{ dbt.dateadd('day', 'cases.horizon_days', 'cases.as_of_date') }} >= churns.churned_on
)

select
    told.account_id,
    told.as_of_date,
    told.horizon_days,
    told.churned_on is not null as is_churned,
    told.churned_on,
    told.mrr_lost,
    told.churned_on is not null and told.as_of_date = max(told.as_of_date) over (
        partition by told.account_id, told.horizon_days, told.churned_on
    ) as is_last_look
from told
