-- held_by is the system whose own key the CRM account holds; null where other systems hold the CRM's identifier.
with named as (
    select
        crm_accounts.account_id,
        crm_accounts.crm_account_id,
        'Salesforce id' as kind,
        cast(null as varchar) as held_by,
        {{ comparable_id('crm_accounts.crm_account_id') }} as identifier
    from {{ ref('crm_accounts') }} as crm_accounts
    union all
    select
        crm_accounts.account_id,
        crm_accounts.crm_account_id,
        'Salesforce id' as kind,
        cast(null as varchar) as held_by,
        substr(crm_accounts.crm_account_id, 1, 15) as identifier
    from {{ ref('crm_accounts') }} as crm_accounts
    {% for column, kind, held_by in [
            ('account_number', 'account number', none),
            ('product_organization_id', 'product organization', none),
            ('stripe_customer_id', 'Stripe customer', 'stripe'),
            ('zendesk_organization_id', 'Zendesk organization', 'zendesk'),
        ] %}
    union all
    select
        crm_accounts.account_id,
        crm_accounts.crm_account_id,
        '{{ kind }}' as kind,
        cast({{ "'" ~ held_by ~ "'" if held_by else 'null' }} as varchar) as held_by,
        trim(crm_accounts.{{ column }}) as identifier
    from {{ ref('crm_accounts') }} as crm_accounts
    where trim(crm_accounts.{{ column }}) <> ''
    {% endfor %}
)

select
    named.account_id,
    named.kind,
    named.held_by,
    named.identifier,
    {{ merged_first('named') }} as crm_account_id
from named
group by named.account_id, named.kind, named.held_by, named.identifier
