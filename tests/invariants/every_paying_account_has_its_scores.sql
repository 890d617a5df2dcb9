-- A paying account has a row for every profile in force on every scoring date, and one profile is the champion.
with enabled as (
    select
        dates.as_of_date,
        count(*) as profiles,
        count(case when profiles.is_champion then 1 end) as champions
    from {{ ref('health_dates') }} as dates
    inner join {{ ref('health_profiles') }} as profiles
        on
            profiles.is_enabled
            and {{ in_force('profiles', 'dates.rules_date') }}
    group by dates.as_of_date
),

scored as (
    select
        health.account_id,
        health.as_of_date,
        count(*) as profiles
    from {{ ref('account_health') }} as health
    group by health.account_id, health.as_of_date
)

select
    accounts.account_id,
    accounts.as_of_date,
    enabled.profiles,
    enabled.champions,
    scored.profiles as scored
from {{ ref('health_accounts') }} as accounts
inner join enabled
    on accounts.as_of_date = enabled.as_of_date
left join scored
    on
        accounts.account_id = scored.account_id
        and accounts.as_of_date = scored.as_of_date
where
    enabled.champions <> 1
    or coalesce(scored.profiles, 0) <> enabled.profiles
