select
    'R' || lpad((key * 4 + kind)::varchar, 12, '0') as response_id,
    ['NPS', 'CSAT', 'CES'][kind] as survey_type,
    accounts.account_id,
    contacts.contact_id,
    contacts.email as contact_email,
    ['Quarterly', 'After a ticket', 'After onboarding'][kind] as trigger,
    strftime(month_start + 10, '%Y-%m-%d') as sent_at,
    strftime(month_start + (11 + pick(key, 'answer', 9))::int, '%Y-%m-%d') as responded_at,
    case kind
        when 1 then greatest(0, least(10, round(3.5 + 6.5 * wellbeing + 3 * (chance(key, 'nps') - 0.5))))
        when 2 then greatest(1, least(5, round(1.6 + 3.4 * wellbeing + 2 * (chance(key, 'csat') - 0.5))))
        else greatest(1, least(7, round(2.2 + 4.6 * wellbeing + 2 * (chance(key, 'ces') - 0.5))))
    end::int::varchar as score,
    [10, 5, 7][kind] as scale_max,
    case
        when
            chance(key, 'comment') < 0.15
            then case when wellbeing > 0.6 then 'Works well for us' else E'Too slow,\n"support" did not help' end
    end as comment,
from account_months
cross join (values (1), (2), (3)) as kinds(kind)
inner join accounts using (i)
inner join contacts on contacts.i = account_months.i and contacts.j = 1 + pick(key + kind, 'who', 3)
where
    chance(key + kind, 'asked') < [0.20, 0.10, 0.05][kind]
    and month_start + (11 + pick(key, 'answer', 9))::int < getvariable('as_of')
order by month_start, account_months.i, kind
