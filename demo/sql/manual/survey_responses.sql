-- Who is asked by chance, and of these who answers. Effort is 1 where all is easy and 7 where it is hard.
with asked as (
    select
        account_months.*,
        kind,
        month_start + (11 + pick(key, 'answer', 9))::int as answer_on,
        chance(key + kind, 'asked') < [0.20, 0.10, 0.05][kind] and answer_on < getvariable('as_of') as is_answered,
    from account_months
    cross join (values (1), (2), (3)) as kinds(kind)
    where chance(key + kind, 'asked') < [0.45, 0.22, 0.12][kind] and month_start + 10 <= getvariable('as_of')
)

select
    'R' || lpad((key * 4 + kind)::varchar, 12, '0') as response_id,
    ['NPS', 'CSAT', 'CES'][kind] as survey_type,
    accounts.account_id,
    contacts.contact_id,
    contacts.email as contact_email,
    ['Quarterly', 'After a ticket', 'After onboarding'][kind] as trigger,
    strftime(month_start + 10, '%Y-%m-%d') as sent_at,
    case when is_answered then strftime(answer_on, '%Y-%m-%d') end as responded_at,
    case
        when not is_answered then null
        when kind = 1 then greatest(0, least(10, round(3.5 + 6.5 * wellbeing + 3 * (chance(key, 'nps') - 0.5))))
        when kind = 2 then greatest(1, least(5, round(1.6 + 3.4 * wellbeing + 2 * (chance(key, 'csat') - 0.5))))
        else 8 - greatest(1, least(7, round(2.2 + 4.6 * wellbeing + 2 * (chance(key, 'ces') - 0.5))))
    end::int::varchar as score,
    [10, 5, 7][kind] as scale_max,
    case
        when
            is_answered and chance(key, 'comment') < 0.15
            then case when wellbeing > 0.6 then 'Works well for us' else E'Too slow,\n"support" did not help' end
    end as comment,
from asked
inner join accounts using (i)
inner join contacts on contacts.i = asked.i and contacts.j = 1 + pick(key + kind, 'who', 3)
order by month_start, asked.i, kind
