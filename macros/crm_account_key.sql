{# The CRM's account key in a Stripe object's metadata, the most explicit name first; headers of CSV exports
   come last. #}
{% macro crm_account_key(relation) -%}
    coalesce(
        {% for name in ['salesforce_account_id', 'account_id', 'external_id', 'org_id', 'hubspot_company_id'] -%}
        nullif(trim({{ json_text(relation ~ '.metadata', name) }}), ''),
        {% endfor -%}
        nullif(trim({{ relation }}.crm_account_key), '')
    )
{%- endmacro %}
