-- What the customer success managers think, monthly of the largest accounts and quarterly of the middling ones. It
-- follows how the account does, roughly; of one account in six they see no trouble at all. Once a quarter they also say how
-- they get on with the champion of a largest account.
with dated as (
    select
        *,
        month_start + (14 + pick(key, 'assessed', 10))::int as assessed_on,
    from account_months
)

select
    accounts.account_id,
    assessed_on,
    null::varchar as contact_id,
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
union all
select
    accounts.account_id,
    assessed_on,
    contacts.contact_id,
    null as sentiment,
    greatest(1, least(5, round(
        1.8 + 2.6 * wellbeing + 1.4 * (chance(key, 'champion strength') - 0.5)
    )))::int as relationship_strength,
    owners.csm_email as owner,
    null as note,
from dated
inner join accounts using (i)
inner join owners using (i)
inner join contacts on contacts.i = dated.i and contacts.j = 1
where
    assessed_on < getvariable('as_of')
    and dated.tier = 'high'
    and month(month_start) % 3 = 1
    and (contacts.left_at is null or assessed_on < contacts.left_at)
order by assessed_on, account_id, contact_id
