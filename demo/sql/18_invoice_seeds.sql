-- Invoices as Stripe writes them: one per period, billed in advance; changes within a period are prorated by the
-- second, on the next invoice of a monthly plan and on an invoice of their own for a yearly one. Keys: s * 10000 +
-- number within the subscription.
create or replace table invoice_seeds as
select
    s * 10000 + k + 1 as invoice,
    s,
    k,
    period_from as created_at,
    case when k = 0 then 'subscription_create' else 'subscription_cycle' end as reason
from periods
union all
select s * 10000, s, -1, start_at, 'subscription_create'
from subscriptions
where trial_end_at is not null
union all
select distinct
    periods.s * 10000 + 5000 + dense_rank() over (partition by periods.s order by states.from_at),
    periods.s, -2, states.from_at, 'subscription_update'
from (
    select s, from_at from item_states
    union
    select s, to_at from item_states where to_at is not null
) as states
inner join
    periods
    on periods.s = states.s and periods.period_from < states.from_at and states.from_at < periods.period_to
inner join subscriptions
    on subscriptions.s = states.s and subscriptions.billing_interval = 'year'
    and (not subscriptions.is_ended or states.from_at <> subscriptions.end_at)
union all
-- A mistaken invoice, voided and written again two days later.
select
    periods.s * 10000 + 9000 + periods.k, periods.s, periods.k, periods.period_from + to_days(2), 'subscription_cycle'
from periods
inner join subscriptions on subscriptions.s = periods.s
where subscriptions.scenario = 'void_and_reissued' and periods.k = 5;
