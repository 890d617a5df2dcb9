-- The ticket that others were merged into lists them; each of them carries a tag, where its version was landed.
with numbers as (
    {{ dbt.generate_series(100) }}
),

lists as (
    select
        tickets.ticket_id,
        translate(tickets.merged_ticket_ids, '[]" ', '') as merged_ids,
        tickets.source_file,
        tickets.source_row
    from {{ ref('stg_zendesk__tickets') }} as tickets
    where length(translate(tickets.merged_ticket_ids, '[]" ', '')) > 0
),

listed as (
    select
        {{ dbt.split_part('lists.merged_ids', "','", 'cast(numbers.generated_number as integer)') }} as ticket_id,
        lists.ticket_id as merged_into_ticket_id
    from lists
    cross join numbers
),

tagged as (
    select tickets.ticket_id
    from {{ ref('stg_zendesk__tickets') }} as tickets
    where tickets.tags like '%closed_by_merge%'
)

select
    coalesce(listed.ticket_id, tagged.ticket_id) as ticket_id,
    max(listed.merged_into_ticket_id) as merged_into_ticket_id
from listed
full outer join tagged
    on listed.ticket_id = tagged.ticket_id
where coalesce(listed.ticket_id, tagged.ticket_id) <> ''
group by coalesce(listed.ticket_id, tagged.ticket_id)
