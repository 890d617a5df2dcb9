-- All changes: those by chance, those that a scenario is about, and the dearer price list.
create or replace table changes as
select * from drawn_changes
union all
select s, anchor_at + to_days(137) + to_seconds(3600), 'seats_up', 5
from subscriptions where scenario = 'proration_monthly' and n = 1
union all
select s, anchor_at + to_days(465) + to_seconds(7200), 'seats_up', 10
from subscriptions where scenario = 'proration_yearly' and n = 1
union all
select s, anchor_at + to_days(284) + to_seconds(5400), 'upgrade', 0
from subscriptions where scenario = 'plan_migration' and n = 1
union all
select s, period_start(anchor_at, 'month', 6), 'seats_down', -60
from subscriptions where scenario = 'tiered_price' and n = 1
union all
select s, period_start(anchor_at, 'month', 14), 'seats_up', 35
from subscriptions where scenario = 'tiered_price' and n = 1
union all
-- The dearer price list reaches six in ten of the old subscriptions at a renewal.
select subscriptions.s, min(periods.period_from), 'dearer', 0
from subscriptions
inner join periods on periods.s = subscriptions.s
where subscriptions.changes_by_chance and chance(subscriptions.s, 'dearer') < 0.6
    and subscriptions.start_at < getvariable('dearer_from') and periods.period_from >= getvariable('dearer_from') + 30
    and periods.k > 1
    and (subscriptions.history <> 'snapshots' or day(periods.period_from) <= 25)
group by all;
