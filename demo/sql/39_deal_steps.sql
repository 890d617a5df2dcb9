-- What the CRM held of each deal, step by step. Of a renewal the manager tells the chance three times, by how the account
-- does that month and not without error; one in six accounts is taken for safe whatever happens.
create or replace table deal_steps as
with dated as (
    select
        deal,
        i,
        n,
        case n when 1 then created_at else planned_at
            - to_days((map {2: 60, 3: 30}[n] + 5 - pick(deal * 10 + n, 'call day', 11))::int) end as step_at,
        ['Qualification', 'Proposal/Price Quote', 'Negotiation/Review'][n] as stage,
    from deals
    cross join range(1, 4) as numbers(n)
    where type = 'Renewal'
),

calls as (
    select
        dated.*,
        case when chance(dated.i, 'blind') < 1 / 6.0 then 0.7
            else coalesce(account_months.wellbeing, 0.7) + 0.25 * (chance(deal * 10 + n, 'call') - 0.5) end as belief,
    from dated
    left join account_months
        on account_months.i = dated.i and account_months.month_start = date_trunc('month', dated.step_at)
),

steps as (
    select
        deal,
        n,
        step_at,
        stage,
        case when belief >= 0.75 then 95 when belief >= 0.6 then 90 when belief >= 0.45 then 75 when belief >= 0.3 then 50
            else 25 end as probability,
    from calls
    union all
    select
        deal,
        n,
        created_at + (closed_at - created_at) * ([0, 0.25, 0.5, 0.8][n]),
        ['Prospecting', 'Qualification', 'Proposal/Price Quote', 'Negotiation/Review'][n],
        [10, 25, 50, 75][n],
    from deals
    cross join range(1, 5) as numbers(n)
    where type = 'Upsell' and (is_won or n <= 1 + pick(deal, 'got', 4))
    union all
    select deal, 1, created_at, 'Proposal/Price Quote', 60
    from deals
    where type = 'New Business'
)

select
    steps.*,
    case when probability >= 75 then 'Commit' when probability >= 50 then 'Best Case' else 'Pipeline' end as category,
from steps
inner join deals using (deal)
where n = 1 or step_at < (case when deals.is_closed then deals.closed_at else getvariable('now') end)
union all
select
    deal,
    9,
    closed_at,
    if(is_won, 'Closed Won', 'Closed Lost'),
    if(is_won, 100, 0),
    if(is_won, 'Closed', 'Omitted'),
from deals
where is_closed;

create or replace table deal_reasons as
select
    deals.deal,
    case
        when chance(deals.deal, 'reason told') < 0.1 then null
        when deals.type = 'Upsell' then pick_from(deals.deal, 'reason', ['Price', 'No budget', 'No need', 'Timing'])
        else map {
            'low_usage': 'Low usage', 'missing_features': 'Missing features', 'switched_service': 'Competitor',
            'too_expensive': 'Price', 'champion_left': 'Champion left', 'customer_service': 'Poor support',
            'acquired': 'Acquired', 'business_closed': 'Out of business', 'budget_cut': 'No budget',
            'new_leadership': 'New leadership', 'payment_failed': 'Payment failure'
        }[churn_causes.cause]
    end as loss_reason,
from deals
inner join churn_causes on churn_causes.s = deals.s
where deals.is_closed and not deals.is_won;
