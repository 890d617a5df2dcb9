-- Tickets follow usage and trouble: an unwell account writes more, and waits longer for what it rates worse.
create or replace table tickets as
with counted as (
    select
        *,
        floor(
            map {'low': 0.30, 'mid': 0.75, 'high': 2.2}[tier] * season * (1.5 - wellbeing) + chance(key, 'tickets')
        )::int as tickets,
    from account_months
),

opened as (
    select
        key * 100 + j as ticket,
        i,
        wellbeing,
        month_start + to_seconds(pick(key * 100 + j, 'opened', 27 * 86400)) as created_at,
        1 + pick(key * 100 + j, 'asker', map {'low': 3, 'mid': 5, 'high': 8}[tier]) as contact_j,
        chance(key * 100 + j, 'priority') as priority_u,
        case tier when 'high' then 'urgent' else 'high' end as hot,
    from (select *, unnest(range(0, tickets)) as j from counted)
)

select
    *,
    10000 + row_number() over (order by created_at, ticket) as ticket_id,
    case
        when priority_u < 0.1 then hot when priority_u < 0.3 then 'high' when priority_u < 0.8 then 'normal' else 'low'
    end as priority,
    created_at + to_seconds((1200 + 60000 * pow(chance(ticket, 'reply'), 2) * (1.6 - wellbeing))::bigint) as replied_at,
    created_at + to_seconds((9000 + 700000 * pow(chance(ticket, 'solve'), 2) * (1.6 - wellbeing))::bigint) as solved_at,
    ticket % 211 = 0 as is_deleted,
    case
        when
            chance(ticket, 'rated') < 0.30
            then case when chance(ticket, 'good') < 0.62 + 0.36 * wellbeing then 'good' else 'bad' end
    end as score,
from opened
where created_at < getvariable('now') - to_hours(2);

-- Versions as the incremental export saw them: at opening, and at the end if that came in a later month.
create or replace table ticket_versions as
with versions as (
    select ticket_id, created_at as seen_at, 'open' as state from tickets
    where date_trunc('month', created_at) <> date_trunc('month', solved_at) or solved_at >= getvariable('now')
    union all
    select
        ticket_id,
        solved_at,
        case when is_deleted then 'deleted' when chance(ticket, 'closed') < 0.8 then 'closed' else 'solved' end
    from tickets
    where solved_at < getvariable('now')
)

select
    *,
    row_number() over (partition by date_trunc('month', seen_at) order by seen_at, ticket_id) as place,
    date_trunc('month', seen_at)::date as month_start,
from versions;
