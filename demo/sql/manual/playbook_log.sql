-- What the team wrote down: runs of the playbooks that it follows, with steps done in time, late, left out and forgotten.
-- Everybody has a name of their own for the same playbook.
with steps(play, n, step, day_offset, is_needed) as (
    values
    ('risk', 1, 'Review account', 0, true),
    ('risk', 2, 'Outreach to champion', 1, true),
    ('risk', 3, 'Internal escalation', 2, false),
    ('risk', 4, 'Exec outreach (manager)', 3, false),
    ('risk', 5, 'Discovery call', 5, true),
    ('risk', 6, 'Root cause', 7, true),
    ('risk', 7, 'Recovery plan', 10, true),
    ('risk', 8, 'Recovery plan with customer', 14, true),
    ('risk', 9, 'First recovery checkpoint', 21, true),
    ('risk', 10, 'Recovery assessment', 30, true),
    ('onboarding', 1, 'Welcome mail', 0, true),
    ('onboarding', 2, 'Internal kickoff', 1, true),
    ('onboarding', 3, 'Kick-off call', 3, true),
    ('onboarding', 4, 'Success plan draft', 5, true),
    ('onboarding', 5, 'Success plan review', 7, true),
    ('onboarding', 6, 'Technical setup check', 10, true),
    ('onboarding', 7, 'First value checkpoint', 14, true),
    ('onboarding', 8, 'Adoption review', 21, true),
    ('onboarding', 9, 'Onboarding complete', 30, true),
    ('digital', 1, 'Welcome sequence', 0, true),
    ('digital', 2, 'In-app checklist', 0, true),
    ('digital', 3, 'Feature spotlight', 3, true),
    ('digital', 4, 'Usage tips', 5, true),
    ('digital', 5, 'Need help?', 7, true),
    ('digital', 6, 'Milestone mail', 14, true),
    ('digital', 7, 'Value email', 21, true),
    ('digital', 8, 'NPS', 30, true),
    ('review', 1, 'Pull usage and tickets', -14, true),
    ('review', 2, 'Plan progress', -14, true),
    ('review', 3, 'Invite attendees', -14, true),
    ('review', 4, 'Pre-read', -7, true),
    ('review', 5, 'Hold the QBR', 0, true),
    ('review', 6, 'Meeting notes', 2, true),
    ('review', 7, 'Update success plan', 2, true),
    ('review', 8, 'Action items', 2, true),
    ('renewal', 1, 'Account check', -90, true),
    ('renewal', 2, 'Set risk level', -90, true),
    ('renewal', 3, 'Renewal intent call', -60, true),
    ('renewal', 4, 'Value summary', -60, true),
    ('renewal', 5, 'Contract out', -30, true),
    ('renewal', 6, 'Signed', 0, true),
    ('handoff', 1, 'Intro by sales', -14, true),
    ('handoff', 2, 'Handoff meeting', 2, true),
    ('handoff', 3, 'Handoff checklist', 2, true),
    ('champion', 1, 'Knowledge transfer', 0, true),
    ('champion', 2, 'Interim contact', 0, true),
    ('champion', 3, 'Mail to their leadership', 1, true),
    ('champion', 4, 'Health re-check', 7, true),
    ('champion', 5, 'Multi-threading', 7, true),
    ('champion', 6, 'Onboard new stakeholder', 14, true),
    ('champion', 7, 'Relationship check', 28, true)
),

spells as (
    select
        *,
        coalesce(lag(wellbeing) over (partition by i order by month_start) < 0.42, false) as was_low,
    from account_months
),

runs as (
    select 'risk' as play, i, key, month_start + 12 as started_on, month_start + 12 as day_zero
    from spells
    where wellbeing < 0.42 and (not was_low or key % 3 = 0)
    union all
    select 'review', i, key, month_start + 1, month_start + 15
    from account_months
    where tier <> 'low' and chance(key, 'qbr') < 0.12
    union all
    select if(tier = 'low', 'digital', 'onboarding'), i, i * 1000, live_from::date, live_from::date
    from account_spans
    union all
    select 'handoff', i, i * 1000, live_from::date - 14, live_from::date
    from account_spans
    where tier <> 'low'
    union all
    select 'renewal', i, min(contract), end_date - 90, end_date
    from contracts
    group by i, end_date
    union all
    select 'champion', i, i * 1000, left_at::date + 2, left_at::date + 2
    from contacts
    where j = 1 and left_at is not null
),

drawn as (
    select
        runs.*,
        steps.n,
        steps.step,
        day_zero + day_offset as due_on,
        hash(runs.play, runs.key, steps.n) as k,
        -- Only where the champion keeps silent is anybody else called in.
        chance(runs.key, 'reply') < 0.3 as is_silent,
        steps.is_needed,
    from runs
    inner join steps on steps.play = runs.play
),

told as (
    select
        *,
        chance((k % 1000000007)::bigint, 'fate') as fate,
        due_on
        + case
            when chance((k % 1000000007)::bigint, 'late') < 0.75 then pick((k % 1000000007)::bigint, 'days', 3)
            else 3 + pick((k % 1000000007)::bigint, 'more days', 9)
        end::int as done_on,
    from drawn
    where is_needed or is_silent
)

select
    'PB-' || told.play || '-' || told.key || '-' || told.n as log_id,
    accounts.account_id,
    case told.play
        when 'risk' then pick_from(told.i, 'name', ['At-risk account', 'Risk: low health', 'Save play'])
        when 'review' then pick_from(told.i, 'name', ['QBR preparation', 'QBR', 'Quarterly business review'])
        when 'onboarding' then pick_from(told.i, 'name', ['Onboarding (high touch)', 'Customer onboarding'])
        when 'digital' then 'Onboarding (digital)'
        when 'renewal' then pick_from(told.i, 'name', ['Renewal', 'Renewal 90-60-30'])
        when 'handoff' then pick_from(told.i, 'name', ['Sales handoff', 'Hand-off to CS'])
        else 'Champion change'
    end as playbook,
    told.step,
    if(told.play = 'digital', 'automation', owners.csm_email) as owner,
    told.started_on as started_at,
    told.due_on,
    case when told.fate >= 0.1 and told.done_on <= getvariable('as_of') then told.done_on end as completed_at,
    case
        when told.fate < 0.06 then 'skipped'
        when told.fate < 0.1 or told.done_on > getvariable('as_of') then null
        when told.play = 'risk' and told.n = 2 then if(told.is_silent, 'no reply', 'replied')
        else 'done'
    end as outcome,
from told
inner join accounts on accounts.i = told.i
inner join owners on owners.i = told.i
inner join account_spans as spans on spans.i = told.i
where
    told.started_on >= getvariable('window_start')
    and told.due_on <= getvariable('as_of')
    and told.due_on < spans.live_to
    -- Some steps are forgotten, and nobody writes that down.
    and told.fate < 0.97
order by told.started_on, told.i, told.play, told.key, told.n
