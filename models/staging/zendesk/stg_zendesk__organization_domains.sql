-- A domain holds while the newest version of its organization names it. A table of domains alone has no version of
-- the organization beside it, so there a domain holds until the connector marks it deleted.
select
    versions.organization_id,
    lower(trim(versions.domain)) as domain,
    versions.updated_at,
    coalesce(versions.is_deleted, false) as is_deleted,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(source('zendesk', 'organization_domains'), key=['organization_id', 'domain'], cursor='updated_at') }} as versions
