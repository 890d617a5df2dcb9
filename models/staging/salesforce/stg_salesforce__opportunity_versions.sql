-- Every version of every opportunity that was known at as_of().
{% set rows_with_long_id -%}
    (
        select
            exported.*,
            {{ salesforce_id_18('exported.id') }} as record_id
        from {{ source('salesforce', 'opportunities') }} as exported
    )
{%- endset %}
with versions as (
    select
        known.*,
        row_number() over (partition by known.record_id, known.known_at order by {{ newest_first('known') }}) as observation_rank
    from {{ source_versions(rows_with_long_id, cursor='system_modstamp') }} as known
)

select
    versions.record_id as opportunity_id,
    versions.type as opportunity_type,
    versions.stage_name,
    versions.amount,
    lower(versions.currency_iso_code) as currency,
    versions.probability as probability_percent,
    versions.forecast_category,
    cast(versions.close_date as date) as closes_on,
    coalesce(versions.is_closed, false) as is_closed,
    coalesce(versions.is_won, false) as is_won,
    {{ salesforce_id_18('versions.owner_id') }} as owner_id,
    versions.lead_source,
    versions.loss_reason,
    versions.known_at,
    versions.source_file,
    versions.source_row,
    versions.load_id
from versions
where versions.observation_rank = 1
