-- What customers are told each quarter of what they gained, the largest ones most often; half of it they confirm. One
-- report in eight counts in euros, and some things have no price.
with quarters as (
    select
        account_months.*,
        (month_start + interval 1 month)::date - 1 as quarter_end,
    from account_months
    where month(month_start) % 3 = 0
),

reports as (
    select
        quarters.*,
        quarter_end + (5 + pick(key, 'report sent', 15))::int as delivered_on,
        chance(quarters.i, 'report currency') < 0.125 as in_euros,
        chance(key, 'report confirmed') < 0.2 + 0.6 * wellbeing as is_confirmed,
    from quarters
    where chance(key, 'report') < map {'low': 0.04, 'mid': 0.45, 'high': 0.85}[tier]
),

items as (
    select *, unnest([1, 2, 3, 4, 5]) as n from reports
)

select
    'VR-' || items.key as report_id,
    accounts.account_id,
    (quarter_end + 1 - interval 3 month)::date as period_start,
    quarter_end as period_end,
    delivered_on,
    ['time', 'cost', 'revenue', 'headcount', 'soft'][n] as value_category,
    ['Hours saved on reports', 'Tools given up', 'Deals won sooner', 'Posts not filled', 'Fewer audit findings'][n] as item,
    case n
        when 1 then round(seats * (3 + 9 * wellbeing))::int
        when 4 then 0.25
    end as quantity,
    case n when 1 then 55 when 4 then 72000 end as unit_value,
    case n
        when 2 then round(seats * (20 + 60 * chance(items.key, 'tools')))::int
        when 3 then round(seats * 90 * wellbeing)::int
    end as amount,
    if(in_euros, 'EUR', 'USD') as currency,
    case
        when is_confirmed and delivered_on + 10 < getvariable('as_of')
            then delivered_on + (3 + pick(items.key, 'confirmed after', 7))::int
    end as validated_on,
    case when is_confirmed and delivered_on + 10 < getvariable('as_of') then contacts.contact_id end as validated_by,
from items
inner join accounts on accounts.i = items.i
inner join contacts on contacts.i = items.i and contacts.j = 1
where
    delivered_on < getvariable('as_of')
    and chance(items.key * 10 + n, 'report item') < [0.9, 0.6, 0.4, 0.12, 0.3][n]
order by delivered_on, items.i, n
