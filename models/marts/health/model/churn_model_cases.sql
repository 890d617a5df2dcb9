with weeks as (
    select distinct rules.weeks_between_cases
    from {{ ref('churn_model_rules') }} as rules
),

numbered as (
    select
        dates.as_of_date,
        {{ days_between("cast('1970-01-01' as date)", 'dates.as_of_date') }} as day_number
    from {{ ref('health_dates') }} as dates
    where dates.is_weekly
),

dates as (
    select distinct numbered.as_of_date
    from numbered
    cross join weeks
    where mod(cast(floor(numbered.day_number / 7) as integer), weeks.weeks_between_cases) = 0
)

select
    cast(row_number() over (order by accounts.as_of_date, accounts.account_id) as integer) as case_number,
    accounts.account_id,
    accounts.as_of_date,
    lives.valid_to as lost_on
from {{ ref('health_accounts') }} as accounts
inner join dates
    on accounts.as_of_date = dates.as_of_date
inner join {{ ref('account_paying_periods') }} as lives
    on
        accounts.account_id = lives.account_id
        and accounts.as_of_date >= lives.valid_from
        and (lives.valid_to is null or accounts.as_of_date < lives.valid_to)
