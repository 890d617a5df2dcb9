-- How many events each account sends in each month: its share of the number asked for.
create or replace table usage_months as
with weights as (
    select
        key,
        i,
        month_start,
        live_from,
        wellbeing,
        seats,
        least(60, 2 + seats // 3)::bigint as users,
        (1000 * pow(seats, 0.75) * wellbeing * season * (0.85 + 0.3 * chance(key, 'usage')))::bigint as weight,
        greatest(month_start, live_from::date) as first_day,
        least(month_start + to_months(1), live_to::date, getvariable('as_of') + 1)::date
        - greatest(month_start, live_from::date) as days,
    from account_months
)

select
    *,
    floor(getvariable('events') * weight / sum(weight) over () + chance(key, 'rounding'))::bigint as events,
from weights
where days > 0;

create or replace table features as
select
    row_number() over () - 1 as n,
    *,
from (
    values
    ('Signed In', 'session'),
    ('Dashboard Viewed', 'dashboards'),
    ('Dashboard Viewed', 'dashboards'),
    ('Report Viewed', 'reports'),
    ('Report Viewed', 'reports'),
    ('Report Viewed', 'reports'),
    ('Task Completed', 'tasks'),
    ('Task Completed', 'tasks'),
    ('Comment Added', 'collaboration'), ('Report Exported', 'reports'), ('Dashboard Created', 'dashboards'),
    ('Integration Connected', 'integrations'), ('Member Invited', 'admin'), ('Automation Run', 'automation'),
    ('Automation Run', 'automation'), ('Alert Configured', 'alerts')
) as t(event, feature);
