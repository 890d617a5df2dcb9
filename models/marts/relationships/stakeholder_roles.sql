-- Of all that is known of a contact, what has the lowest rank says which stakeholder it is.
with titles as (
    select
        titles.contact_id,
        titles.title,
        titles.seniority,
        titles.department
    from {{ ref('contact_titles') }} as titles
    where titles.valid_from <= {{ as_of_day() }} and (titles.valid_to is null or titles.valid_to > {{ as_of_day() }})
),

known as (
    select
        roles.contact_id,
        'role' as matched_on,
        kinds.kind as known_as
    from {{ ref('stg_salesforce__opportunity_contact_roles') }} as roles
    inner join {{ ref('contact_role_kinds') }} as kinds
        on
            lower(trim(roles.role)) = kinds.role
            and {{ in_force('kinds', reporting_date('roles.created_at')) }}
    where not roles.is_deleted and roles.created_at < {{ as_of() }}
    union all
    select
        standings.contact_id,
        'standing' as matched_on,
        standings.standing as known_as
    from {{ ref('stakeholder_standings') }} as standings
    where standings.until_on is null or standings.has_left
    union all
    select
        titles.contact_id,
        'level' as matched_on,
        titles.seniority as known_as
    from titles
    union all
    select
        titles.contact_id,
        'department' as matched_on,
        lower(trim(titles.department)) as known_as
    from titles
    union all
    select
        titles.contact_id,
        'title' as matched_on,
        ' ' || lower(replace(replace(coalesce(titles.title, ''), ',', ' '), '/', ' ')) || ' ' as known_as
    from titles
),

ranked as (
    select
        known.contact_id,
        types.stakeholder_type,
        row_number() over (partition by known.contact_id order by types.rank, types.stakeholder_type) as place
    from known
    inner join {{ ref('stakeholder_types') }} as types
        on
            known.matched_on = types.matched_on
            and known.known_as like types.pattern
            and {{ in_force('types', as_of_day()) }}
)

select
    titles.contact_id,
    case when titles.title not like '%@%' then titles.title end as title,
    titles.seniority as title_level,
    case when titles.department not like '%@%' then titles.department end as department,
    coalesce(ranked.stakeholder_type, 'end_user') as stakeholder_type
from titles
left join ranked
    on
        titles.contact_id = ranked.contact_id
        and ranked.place = 1
