-- Every version of every account that was known at as_of(). Versions observed later serve only where no earlier one knows
-- the account, and then say neither that it was deleted nor that it was merged.
{% set rows_with_long_id -%}
    (
        select
            exported.*,
            {{ salesforce_id_18('exported.id') }} as record_id
        from {{ source('salesforce', 'accounts') }} as exported
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
    versions.record_id as account_id,
    {{ salesforce_id_18('versions.parent_id') }} as parent_account_id,
    {{ salesforce_id_18('versions.owner_id') }} as owner_id,
    coalesce(versions.is_deleted, false) and not versions.is_late as is_deleted,
    case when not versions.is_late then {{ salesforce_id_18('versions.master_record_id') }} end as master_record_id,
    versions.known_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from versions
where
    versions.observation_rank = 1
    and (versions.version_rank = 1 or not versions.is_late)
