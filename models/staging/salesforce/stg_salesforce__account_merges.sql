-- Every merge that any version of an account told of: a loser that returns without its master's id stays merged.
{% set merged_away -%}
    (
        select
            exported.*,
            {{ salesforce_id_18('exported.id') }} as account_id,
            {{ salesforce_id_18('exported.master_record_id') }} as survivor_id
        from {{ source('salesforce', 'accounts') }} as exported
        where exported.master_record_id is not null
    )
{%- endset %}
select
    versions.account_id,
    versions.survivor_id as master_record_id,
    coalesce(versions.system_modstamp, versions.observed_at) as stated_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(merged_away, key=['account_id', 'survivor_id'], cursor='system_modstamp') }} as versions
