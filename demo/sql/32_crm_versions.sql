-- Their versions: as created, as written to in the newest months, merged away, one deleted by mistake.
create or replace table crm_accounts as
with changed as (
    select *, created_at + to_hours(2) as version_at, 1 as version, false as is_deleted, null::varchar as master_id
    from crm_bodies as bodies
    union all
    -- The newest months' exports bring rows again that somebody or something wrote to.
    select
        bodies.* exclude (months_ago, written_at),
        written_at,
        2 + months_ago,
        id = salesforce_id('001', 200000001) and months_ago >= 2,
        null
    from (
        select
            bodies.*,
            6 - months_back as months_ago,
            date_trunc('month', getvariable('as_of')) - to_months(months_back::int)
            + to_seconds(pick(i * 10 + months_back, 'written', (day(getvariable('as_of')) - 1) * 86400 + 80000))
                as written_at,
        from crm_bodies as bodies
        cross join range(0, 6) as numbers(months_back)
        where chance(i * 10 + months_back, 'touched') < 0.15 or id = salesforce_id('001', 200000001)
    ) as bodies
    where written_at > created_at
    union all
    select
        losers.loser_id,
        losers.account_name,
        'Customer',
        null,
        'https://' || losers.domain,
        bodies.industry,
        bodies.employees,
        bodies.annual_revenue,
        bodies.owner_id,
        bodies.first_owner_id,
        bodies.country,
        null,
        null,
        null,
        bodies.created_at + to_days(9),
        losers.i,
        least(losers.merged_at, getvariable('now') - to_days(3)), 2, true, losers.master_id
    from merged_accounts as losers
    inner join crm_bodies as bodies on bodies.i = losers.i
)

select *, row_number() over (partition by id order by version_at desc) = 1 as is_newest
from changed
where version_at < getvariable('now');

-- Which export a version stands in: all that was known half a year ago in one file, then a file a month.
create or replace table crm_exports as
select
    file_date,
    coalesce(lag(file_date) over (order by file_date), date '1970-01-01') as after_date,
from (
    select last_day((date_trunc('month', getvariable('as_of')) - to_months(months_back::int))::date) as file_date
    from range(1, 7) as numbers(months_back)
    union all
    select getvariable('as_of')
);
