{% set day = as_of_day() %}
with standings as (
    select
        standings.contact_id,
        max(case when standings.standing = 'champion' then 1 else 0 end) = 1 as is_champion,
        max(case when standings.standing = 'sponsor' then 1 else 0 end) = 1 as is_sponsor
    from {{ ref('stakeholder_standings') }} as standings
    where standings.until_on is null or standings.has_left
    group by standings.contact_id
),

named as (
    select
        people.contact_id,
        trim(concat_ws(' ', people.first_name, people.last_name)) as contact_name,
        {{ reporting_date('people.bounced_at') }} as bounced_on
    from {{ ref('stg_salesforce__contacts') }} as people
),

described as (
    select
        contacts.account_id,
        contacts.contact_id,
        -- Some systems write an address where a name should be, and addresses are not published.
        case
            when named.contact_name like '%@%' or named.contact_name = '' then contacts.contact_id
            else named.contact_name
        end as contact_name,
        roles.title,
        coalesce(roles.title_level, 'other') as title_level,
        roles.department,
        coalesce(roles.stakeholder_type, 'end_user') as stakeholder_type,
        coalesce(standings.is_champion, false) as is_champion,
        coalesce(standings.is_sponsor, false) as is_sponsor,
        strengths.strength,
        strengths.strength_source,
        strengths.strength_reason,
        evidence.last_touch_on,
        evidence.touches as touches_90d,
        targets.required_touch_days,
        coalesce(evidence.last_touch_on, contacts.created_on) + targets.required_touch_days as touch_due_on,
        contacts.created_on,
        contacts.left_on is not null as has_left,
        contacts.left_on,
        case
            when contacts.left_on is not null and contacts.left_on = named.bounced_on then 'bounce'
            when contacts.left_on is not null then 'flagged'
        end as left_evidence,
        contacts.left_on is null and contacts.deleted_on is null as is_current,
        strengths.rule_version
    from {{ ref('stakeholder_contacts') }} as contacts
    inner join {{ ref('stakeholder_evidence') }} as evidence
        on contacts.contact_id = evidence.contact_id
    inner join {{ ref('stakeholder_strengths') }} as strengths
        on contacts.contact_id = strengths.contact_id
    left join named
        on contacts.contact_id = named.contact_id
    left join {{ ref('stakeholder_roles') }} as roles
        on contacts.contact_id = roles.contact_id
    left join standings
        on contacts.contact_id = standings.contact_id
    left join {{ ref('stakeholder_touch_targets') }} as targets
        on
            coalesce(roles.title_level, 'other') = targets.title_level
            and {{ in_force('targets', day) }}
)

select
    described.account_id,
    described.contact_id,
    described.contact_name,
    described.title,
    described.title_level,
    described.department,
    described.stakeholder_type,
    described.is_champion,
    described.is_sponsor,
    described.strength,
    described.strength_source,
    described.strength_reason,
    described.last_touch_on,
    described.touches_90d,
    described.required_touch_days,
    case when described.is_current then described.touch_due_on end as touch_due_on,
    coalesce(described.is_current and described.touch_due_on < {{ day }}, false) as is_touch_overdue,
    described.created_on,
    described.has_left,
    described.left_on,
    described.left_evidence,
    described.is_current,
    described.rule_version
from described
