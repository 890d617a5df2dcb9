-- A company whose export stopped has no customers who stopped.
with known_days as (
    select distinct
        facts.fact,
        facts.known_on
    from {{ ref('signal_facts') }} as facts
)

select
    known_days.fact,
    dates.as_of_date,
    max(known_days.known_on) as newest_known_on
from known_days
inner join {{ ref('health_dates') }} as dates
    on known_days.known_on <= dates.as_of_date
group by known_days.fact, dates.as_of_date
