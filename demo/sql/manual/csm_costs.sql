with months as (
    select
        unnest(
            generate_series(
                getvariable('window_start')::timestamp,
                date_trunc('month', getvariable('as_of'))::timestamp,
                interval 1 month
            )
        )::date as month_start
),

-- Tools that serve a whole segment are nobody's salary.
tools as (
    select * from (values ('low_touch', 'tools', 1200), ('tech_touch', 'automation', 900)) as t (segment, cost_type, amount)
)

select month, owner, cost_type, amount, currency, hours, segment
from (
    select month_start as month, vendor_users.email as owner, 'salary' as cost_type,
        (7800 + 100 * (n % 9))::varchar as amount, 'USD' as currency, 160 as hours, null as segment, n
    from vendor_users
    cross join months
    where role = 'csm'
    union all
    select month_start, null, cost_type, amount::varchar, 'USD', null, segment, 1000 + amount
    from tools
    cross join months
)
order by month, n
