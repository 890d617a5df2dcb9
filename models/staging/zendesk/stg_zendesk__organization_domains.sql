-- A domain holds while the newest version of its organization names it: one that was removed leaves no row behind.
-- A table of domains alone has no version of the organization beside it; there a domain holds until marked deleted.
select
    versions.organization_id,
    lower(trim(versions.domain)) as domain,
    versions.updated_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from
    {{ newest_version(
        source('zendesk', 'organization_domains'), key=['organization_id', 'domain'], cursor='updated_at'
    ) }} as versions
left join {{ ref('stg_zendesk__organizations') }} as organizations
    on
        versions.organization_id = organizations.organization_id
        and versions.organization_updated_at = organizations.updated_at
        and versions.source_file = organizations.source_file
        and versions.source_row = organizations.source_row
where
    not coalesce(versions.is_deleted, false)
    and (versions.organization_updated_at is null or organizations.organization_id is not null)
