{# Newest version of each record of a Salesforce table. Ids of 15 and of 18 characters tell of the same record, so the
   long id, `record_id`, is the key.

   created: see newest_version. Given for the records that identity rests on, so that a past day can be rebuilt although
   only a later export of them was landed.
   cursor: the moment of change; records that never change have that of their making. #}
{% macro salesforce_newest(table, created=none, cursor='system_modstamp') -%}
    {% set rows_with_long_id -%}
        (
            select
                exported.*,
                {{ salesforce_id_18('exported.id') }} as record_id
            from {{ source('salesforce', table) }} as exported
        )
    {%- endset %}
    {{- newest_version(rows_with_long_id, key=['record_id'], cursor=cursor, created=created) }}
{%- endmacro %}
