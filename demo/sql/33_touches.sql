-- What people did with the account: the better looked after, the more of it.
create or replace table touches as
select
    account_months.key * 100 + j as touch,
    account_months.i,
    account_months.month_start + to_days(pick(account_months.key * 100 + j, 'touch day', 28)::int) as on_date,
    25200 + pick(account_months.key * 100 + j, 'touch second', 36000) as second,
    chance(account_months.key * 100 + j, 'touch kind') as u,
    1 + pick(account_months.key * 100 + j, 'touched', map {'low': 3, 'mid': 5, 'high': 8}[account_months.tier])
        as contact_j,
from account_months
cross join range(1, 8) as numbers(j)
where j <= map {'low': 1, 'mid': 2, 'high': 5}[account_months.tier]
    + floor(2 * chance(account_months.key, 'touches') * account_months.wellbeing)
    and chance(account_months.key * 100 + j, 'touch at all') < 0.8
    and account_months.month_start + to_days(pick(account_months.key * 100 + j, 'touch day', 28)::int)
    < getvariable('as_of');
