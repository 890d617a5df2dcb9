-- Whether a stage ends the deal is told by the exported versions that are in it; by its name where none is.
with stages as (
    select
        lower(trim(versions.stage_name)) as stage,
        bool_or(versions.is_closed) as is_closed,
        bool_or(versions.is_won) as is_won
    from {{ ref('stg_salesforce__opportunity_versions') }} as versions
    where versions.stage_name is not null
    group by lower(trim(versions.stage_name))
),

tracked as (
    select
        history.opportunity_id,
        fields.column_name as field,
        history.changed_at,
        history.change_id,
        history.old_value,
        history.new_value
    from {{ ref('stg_salesforce__opportunity_field_history') }} as history
    inner join {{ ref('crm_history_fields') }} as fields
        on
            history.field = fields.field_name
            and fields.object_name = 'opportunity'
            and {{ in_force('fields', reporting_date('history.changed_at')) }}
    -- A change of owner is written twice, by name and by id.
    where fields.column_name <> 'owner_id' or coalesce(history.new_value, history.old_value) like '005%'
),

changes as (
    select
        tracked.opportunity_id,
        tracked.field,
        tracked.change_id,
        tracked.changed_at,
        tracked.old_value,
        tracked.new_value
    from tracked
    {% for column, sign in [('is_closed', 'closed%'), ('is_won', '%won%')] %}
    union all
    select
        tracked.opportunity_id,
        '{{ column }}' as field,
        tracked.change_id,
        tracked.changed_at,
        cast(coalesce(before.{{ column }}, lower(tracked.old_value) like '{{ sign }}', false) as varchar) as old_value,
        cast(coalesce(later.{{ column }}, lower(tracked.new_value) like '{{ sign }}', false) as varchar) as new_value
    from tracked
    left join stages as before
        on lower(trim(tracked.old_value)) = before.stage
    left join stages as later
        on lower(trim(tracked.new_value)) = later.stage
    where tracked.field = 'stage_name'
    {% endfor %}
)

select
    changes.opportunity_id,
    changes.field,
    changes.change_id,
    changes.changed_at,
    {{ reporting_date('changes.changed_at') }} as changed_on,
    changes.old_value,
    changes.new_value,
    row_number() over (
        partition by changes.opportunity_id, changes.field
        order by changes.changed_at, changes.change_id
    ) as change_number
from changes
