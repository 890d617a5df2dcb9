select
    organization_id as id,
    external_id,
    name,
    domain_names,
    ['customer'] as tags,
    {'region': region} as organization_fields,
    iso_z(created_at) as created_at,
    iso_z(updated_at) as updated_at,
    null::varchar as deleted_at,
from zendesk_organizations
order by updated_at, id
