-- The next turn of each kind after every week of every account.
with turns as (
    select
        turns.account_id,
        case when turns.turn in ('churn', 'contraction') then 'loss' else turns.turn end as followed_by,
        turns.turned_on
    from {{ ref('account_turns') }} as turns
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
        accounts.account_id,
        accounts.as_of_date,
        horizons.followed_by,
        horizons.outcome_days
    from {{ ref('health_accounts') }} as accounts
    cross join horizons
    where accounts.is_weekly and accounts.as_of_date + horizons.outcome_days <= {{ as_of_day() }}
),

followed as (
    select distinct
        weeks.account_id,
        weeks.as_of_date,
        weeks.followed_by,
        weeks.outcome_days
    from weeks
    inner join turns
        on
            weeks.account_id = turns.account_id
            and weeks.followed_by = turns.followed_by
            and weeks.as_of_date < turns.turned_on
            and weeks.as_of_date + weeks.outcome_days >= turns.turned_on
)

select
    weeks.followed_by,
    weeks.outcome_days,
    cast(count(*) as integer) as base_matured,
    cast(count(followed.account_id) as integer) as base_followed
from weeks
left join followed
    on
        weeks.account_id = followed.account_id
        and weeks.as_of_date = followed.as_of_date
        and weeks.followed_by = followed.followed_by
        and weeks.outcome_days = followed.outcome_days
group by weeks.followed_by, weeks.outcome_days
