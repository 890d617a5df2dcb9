select month_start as month, vendor_users.email as owner, 'salary' as cost_type,
    (7800 + 100 * (n % 9))::varchar as amount, 'USD' as currency, 160 as hours
from vendor_users
cross join (
    select
        unnest(
            generate_series(
                getvariable('window_start')::timestamp,
                date_trunc('month', getvariable('as_of'))::timestamp,
                interval 1 month
            )
        )::date
    as month_start
)
where role = 'csm'
order by month_start, n
