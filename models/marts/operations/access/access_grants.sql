-- A CRM user is found by e-mail address only where one living user alone has it.
with users as (
    select
        email,
        min(user_id) as user_id
    from {{ ref('stg_salesforce__users') }}
    where email is not null and is_active and not is_deleted
    group by email
    having count(*) = 1
),

owned as (
    select
        people.*,
        coalesce({{ salesforce_id_18('people.owner_id') }}, users.user_id) as user_id
    from {{ ref('access_people') }} as people
    left join users
        on lower(trim(coalesce(people.owner_email, people.email))) = users.email
)

select
    {{ person_hash('owned.email') }} as person_hash,
    {{ plain_name('owned.display_name') }} as display_name,
    owned.role,
    roles.label as role_label,
    roles.row_rule,
    roles.pages,
    roles.may_view_as,
    case when roles.row_rule = 'owner' then owned.user_id end as owner_id,
    case when roles.row_rule = 'owner' then named.user_name end as owner_name,
    case when roles.row_rule = 'segment' then owned.segment end as segment,
    owned.effective_from,
    owned.effective_to
from owned
inner join {{ ref('access_roles') }} as roles
    on owned.role = roles.role
left join {{ ref('stg_salesforce__users') }} as named
    on owned.user_id = named.user_id
