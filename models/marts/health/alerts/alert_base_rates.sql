-- A week is followed by a turn from so many days before it up to it, and counts for the next one only.
with kinds as (
    select distinct
        turns.account_id,
        case when turns.turn in ('churn', 'contraction') then 'loss' else turns.turn end as followed_by,
        turns.turned_on
    from {{ ref('account_turns') }} as turns
),

turns as (
    select
        kinds.*,
        coalesce(
            lag(kinds.turned_on) over (partition by kinds.account_id, kinds.followed_by order by kinds.turned_on),
            {{ earliest_day() }}
        ) as turned_before_on
    from kinds
),

horizons as (
    select distinct
        rules.followed_by,
        rules.outcome_days
    from {{ ref('alert_rules') }} as rules
    where rules.followed_by is not null
),

weeks as (
    select
        accounts.as_of_date,
        count(*) as accounts
    from {{ ref('health_accounts') }} as accounts
    where accounts.is_weekly
    group by accounts.as_of_date
),

matured as (
    select
        horizons.followed_by,
        horizons.outcome_days,
        sum(case when weeks.as_of_date + horizons.outcome_days <= {{ as_of_day() }} then weeks.accounts else 0 end) as account_weeks
    from horizons
    cross join weeks
    group by horizons.followed_by, horizons.outcome_days
),

followed as (
    select
        horizons.followed_by,
        horizons.outcome_days,
        count(*) as account_weeks
    from horizons
    inner join turns
        on horizons.followed_by = turns.followed_by
    inner join {{ ref('health_accounts') }} as accounts
        on
            turns.account_id = accounts.account_id
            and accounts.is_weekly
            and turns.turned_on > accounts.as_of_date
            and turns.turned_before_on <= accounts.as_of_date
            and turns.turned_on - horizons.outcome_days <= accounts.as_of_date
    where accounts.as_of_date + horizons.outcome_days <= {{ as_of_day() }}
    group by horizons.followed_by, horizons.outcome_days
)

select
    matured.followed_by,
    matured.outcome_days,
    cast(matured.account_weeks as bigint) as base_matured,
    cast(coalesce(followed.account_weeks, 0) as bigint) as base_followed
from matured
left join followed
    on
        matured.followed_by = followed.followed_by
        and matured.outcome_days = followed.outcome_days
