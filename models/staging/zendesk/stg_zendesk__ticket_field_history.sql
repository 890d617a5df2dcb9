-- Changes come as a connector's table or as events of audits, whose other events name no field.
select
    versions.ticket_id,
    versions.field_name,
    versions.value,
    versions.updated_at as changed_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from
    {{ newest_version(
        source('zendesk', 'ticket_field_history'),
        key=['ticket_id', 'field_name', 'updated_at'],
        cursor='updated_at',
    ) }} as versions
where versions.field_name is not null
