with days as (
    select
        changing.contact_id,
        changing.valid_from,
        lead(changing.valid_from) over (partition by changing.contact_id order by changing.valid_from) as valid_to
    from (
        select distinct
            field_values.contact_id,
            field_values.valid_from
        from {{ ref('contact_field_values') }} as field_values
    ) as changing
),

wide as (
    select
        days.contact_id,
        days.valid_from,
        days.valid_to,
        max(case when field_values.field = 'title' then field_values.value end) as title,
        max(case when field_values.field = 'department' then field_values.value end) as department
    from days
    inner join {{ ref('contact_field_values') }} as field_values
        on
            days.contact_id = field_values.contact_id
            and days.valid_from >= field_values.valid_from
            and (field_values.valid_to is null or days.valid_from < field_values.valid_to)
    group by days.contact_id, days.valid_from, days.valid_to
),

ranked as (
    select
        wide.contact_id,
        wide.valid_from,
        levels.level,
        levels.seniority,
        row_number() over (partition by wide.contact_id, wide.valid_from order by levels.rank, levels.pattern) as level_rank
    from wide
    inner join {{ ref('contact_title_levels') }} as levels
        on
            ' ' || lower(replace(replace(coalesce(wide.title, ''), ',', ' '), '/', ' ')) || ' ' like levels.pattern
            and {{ in_force('levels', 'wide.valid_from') }}
)

select
    wide.contact_id,
    crm_accounts.account_id,
    wide.valid_from,
    wide.valid_to,
    wide.title,
    coalesce(ranked.level, 'other') as title_level,
    coalesce(ranked.seniority, 'other') as seniority,
    wide.department
from wide
inner join {{ ref('stg_salesforce__contacts') }} as contacts
    on wide.contact_id = contacts.contact_id
inner join {{ ref('crm_accounts') }} as crm_accounts
    on contacts.account_id = crm_accounts.crm_account_id
left join ranked
    on
        wide.contact_id = ranked.contact_id
        and wide.valid_from = ranked.valid_from
        and ranked.level_rank = 1
