-- The newest thirteen scoring days, a quarter of a year, of every account that pays today.
with days as (
    select
        listed.as_of_date,
        row_number() over (order by listed.as_of_date desc) as age
    from (
        select distinct scores.as_of_date
        from {{ ref('account_health') }} as scores
        where scores.is_weekly or scores.is_current
    ) as listed
)

select
    scores.account_id,
    scores.as_of_date,
    cast(days.age as integer) as age,
    scores.score,
    scores.band
from {{ ref('account_health') }} as scores
inner join days
    on scores.as_of_date = days.as_of_date and days.age <= 13
inner join {{ ref('portfolio_accounts') }} as accounts
    on scores.account_id = accounts.account_id and scores.profile = accounts.health_profile
