-- What every version of every contact that was known at as_of() says of the contact's place. Versions observed later serve
-- only where no earlier one knows the contact.
{% set rows_with_long_id -%}
    (
        select
            exported.*,
            {{ salesforce_id_18('exported.id') }} as record_id
        from {{ source('salesforce', 'contacts') }} as exported
    )
{%- endset %}
with versions as (
    select
        known.*,
        row_number() over (partition by known.record_id order by {{ newest_first('known') }}) as version_rank,
        row_number() over (partition by known.record_id, known.known_at order by {{ newest_first('known') }}) as observation_rank
    from {{ source_versions(rows_with_long_id, cursor='system_modstamp', created='created_date') }} as known
)

select
    versions.record_id as contact_id,
    versions.title,
    versions.department,
    versions.known_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from versions
where
    versions.observation_rank = 1
    and (versions.version_rank = 1 or not versions.is_late)
