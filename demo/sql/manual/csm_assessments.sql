-- What the customer success managers think, monthly of the largest accounts and quarterly of the middling ones. It
-- follows how the account does, roughly; of one account in six they see no trouble at all.
with dated as (
    select
        *,
        month_start + (14 + pick(key, 'assessed', 10))::int as assessed_on,
    from account_months
)

select
    accounts.account_id,
    assessed_on,
    greatest(1, least(5, round(
        case when chance(dated.i, 'blind') < 0.17 then 4.2 else 1.0 + 3.8 * wellbeing end
        + 1.6 * (chance(key, 'sentiment') - 0.5)
    )))::int as sentiment,
    greatest(1, least(5, round(
        1.4 + 2.4 * wellbeing + 1.2 * chance(dated.i, 'rapport') + 1.2 * (chance(key, 'strength') - 0.5)
    )))::int as relationship_strength,
    owners.csm_email as owner,
    case
        when chance(key, 'remark') < 0.2 then case when wellbeing < 0.4 then 'Quiet lately' else 'All fine' end
    end as note,
from dated
inner join accounts using (i)
inner join owners using (i)
where
    assessed_on < getvariable('as_of')
    and (dated.tier = 'high' or (dated.tier = 'mid' and month(month_start) % 3 = 0))
    and chance(key, 'assessing') < 0.85
order by assessed_on, dated.i
