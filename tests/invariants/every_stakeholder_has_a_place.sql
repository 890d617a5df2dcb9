-- Every contact of an account is among its stakeholders, so is every champion who is gone, and each level of title says how
-- often it is to be touched.
select
    contacts.contact_id,
    'no stakeholder' as fault
from {{ ref('stakeholder_contacts') }} as contacts
left join {{ ref('stakeholders') }} as people
    on
        contacts.contact_id = people.contact_id
        and contacts.account_id = people.account_id
where people.contact_id is null
union all
select
    departures.contact_id,
    'departure elsewhere' as fault
from {{ ref('champion_departures') }} as departures
left join {{ ref('stakeholders') }} as people
    on
        departures.contact_id = people.contact_id
        and departures.account_id = people.account_id
where people.contact_id is null
union all
select
    levels.pattern as contact_id,
    'level without a cadence' as fault
from {{ ref('contact_title_levels') }} as levels
left join {{ ref('stakeholder_touch_targets') }} as targets
    on levels.seniority = targets.title_level
where targets.title_level is null
