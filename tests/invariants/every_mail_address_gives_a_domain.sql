-- Without its domain an address takes part in no identity rule, and nothing else would tell.
with addresses as (
    select
        customers.email,
        customers.email_domain
    from {{ ref('stg_stripe__customers') }} as customers
    union all
    select
        contacts.email,
        contacts.email_domain
    from {{ ref('stg_salesforce__contacts') }} as contacts
)

select count(*) as addresses_without_domain
from addresses
where addresses.email_domain is null and regexp_matches(addresses.email, '^[^@ ]+@[a-z0-9-]+([.][a-z0-9-]+)*[.][a-z]+$')
having count(*) > 0
