-- Several roles and titles that touch are one standing, so that a contact is counted once; a gap between them stays one.
with roles as (
    select
        roles.contact_id,
        {{ reporting_date('roles.created_at') }} as since_on,
        case when roles.is_deleted then {{ reporting_date('roles.modified_at') }} end as until_on,
        kinds.is_sponsor,
        kinds.is_champion or (kinds.is_champion_if_primary and roles.is_primary) as is_champion
    from {{ ref('stg_salesforce__opportunity_contact_roles') }} as roles
    inner join {{ ref('contact_role_kinds') }} as kinds
        on
            lower(trim(roles.role)) = kinds.role
            and {{ in_force('kinds', reporting_date('roles.created_at')) }}
),

held as (
    {% for standing in ['sponsor', 'champion'] %}
    select
        roles.contact_id,
        '{{ standing }}' as standing,
        roles.since_on,
        roles.until_on
    from roles
    where roles.is_{{ standing }}
    union all
    {% endfor %}
    select
        titles.contact_id,
        'sponsor' as standing,
        titles.valid_from as since_on,
        titles.valid_to as until_on
    from {{ ref('contact_titles') }} as titles
    where titles.title_level = 'executive'
    union all
    select
        contacts.contact_id,
        'contact' as standing,
        contacts.created_on as since_on,
        cast(null as date) as until_on
    from {{ ref('stakeholder_contacts') }} as contacts
),

bounded as (
    select
        contacts.account_id,
        contacts.contact_id,
        held.standing,
        greatest(held.since_on, contacts.created_on) as since_on,
        -- A day that never comes, so that a standing without an end reaches further than any other.
        coalesce(least(held.until_on, contacts.left_on, contacts.deleted_on), cast('9999-12-31' as date)) as until_on,
        contacts.left_on,
        contacts.source_file,
        contacts.source_row
    from held
    inner join {{ ref('stakeholder_contacts') }} as contacts
        on held.contact_id = contacts.contact_id
),

reached as (
    select
        bounded.*,
        max(bounded.until_on) over (
            partition by bounded.contact_id, bounded.standing
            order by bounded.since_on, bounded.until_on
            rows between unbounded preceding and 1 preceding
        ) as reached_on
    from bounded
    where bounded.since_on < bounded.until_on
),

grouped as (
    select
        reached.*,
        sum(case when reached.since_on <= reached.reached_on then 0 else 1 end) over (
            partition by reached.contact_id, reached.standing
            order by reached.since_on, reached.until_on
            rows between unbounded preceding and current row
        ) as spell
    from reached
)

select
    grouped.account_id,
    grouped.contact_id,
    grouped.standing,
    min(grouped.since_on) as since_on,
    nullif(max(grouped.until_on), cast('9999-12-31' as date)) as until_on,
    coalesce(max(grouped.until_on) = max(grouped.left_on), false) as has_left,
    grouped.source_file,
    grouped.source_row
from grouped
group by
    grouped.account_id, grouped.contact_id, grouped.standing, grouped.spell, grouped.source_file, grouped.source_row
