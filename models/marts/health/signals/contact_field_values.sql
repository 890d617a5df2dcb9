-- Title and department by the history of changes, else by each exported version from the day on which it was written; before
-- that, what the first change found, else what the first version shows.
{% set columns = ['title', 'department'] %}
with contacts as (
    select
        contacts.contact_id,
        {{ reporting_date('coalesce(contacts.created_at, contacts.modified_at)') }} as created_on
    from {{ ref('stg_salesforce__contacts') }} as contacts
),

versions as (
    select
        versions.*,
        {{ reporting_date('versions.known_at') }} as known_on,
        row_number() over (partition by versions.contact_id order by versions.known_at) as place
    from {{ ref('stg_salesforce__contact_versions') }} as versions
),

changes as (
    select
        history.*,
        fields.column_name,
        {{ reporting_date('history.changed_at') }} as changed_on,
        row_number() over (
            partition by history.contact_id, fields.column_name
            order by history.changed_at, history.change_id
        ) as place
    from {{ ref('stg_salesforce__contact_history') }} as history
    inner join {{ ref('crm_history_fields') }} as fields
        on
            history.field = fields.field_name
            and fields.object_name = 'contact'
            and {{ in_force('fields', reporting_date('history.changed_at')) }}
),

stated as (
    {% for column in columns %}
    select
        versions.contact_id,
        '{{ column }}' as field,
        versions.{{ column }} as value,
        versions.known_on as stated_on,
        versions.known_at as stated_at,
        2 as precedence
    from versions
    union all
    select
        versions.contact_id,
        '{{ column }}' as field,
        versions.{{ column }} as value,
        null as stated_on,
        null as stated_at,
        0 as precedence
    from versions
    where versions.place = 1
    union all
    {% endfor %}
    select
        changes.contact_id,
        changes.column_name as field,
        changes.new_value as value,
        changes.changed_on as stated_on,
        changes.changed_at as stated_at,
        3 as precedence
    from changes
    union all
    select
        changes.contact_id,
        changes.column_name as field,
        changes.old_value as value,
        null as stated_on,
        null as stated_at,
        1 as precedence
    from changes
    where changes.place = 1
),

statements as (
    select
        stated.contact_id,
        stated.field,
        stated.value,
        stated.stated_at,
        stated.precedence,
        coalesce(stated.stated_on, contacts.created_on) as stated_on
    from stated
    inner join contacts
        on stated.contact_id = contacts.contact_id
    -- A later export tells of now; what it says of then is the first known.
    where coalesce(stated.stated_on, contacts.created_on) <= {{ as_of_day() }}
),

{{ told_periods('statements', 'contact_id') }}

select
    told.contact_id,
    told.field,
    told.value,
    told.valid_from,
    told.valid_to
from told
