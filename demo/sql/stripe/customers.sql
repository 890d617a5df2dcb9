select
    customer_id as id,
    'customer' as object,
    {
        'city': null::varchar,
        'country': code,
        'line1': null::varchar,
        'line2': null::varchar,
        'postal_code': null::varchar,
        'state': null::varchar
    }
    as address,
    coalesce(balances.balance, 0) as balance,
    seconds(created_at) as created,
    currency,
    coalesce(balances.is_late, false) as delinquent,
    null::varchar as description,
    null::varchar as discount,
    email,
    upper(substr(customer_id, 5, 8)) as invoice_prefix,
    {'custom_fields': null::varchar, 'default_payment_method': null::varchar, 'footer': null::varchar}
        as invoice_settings,
    true as livemode,
    metadata,
    customer_name as name,
    null::varchar as phone,
    []::varchar[] as preferred_locales,
    'none' as tax_exempt,
    null::varchar as test_clock,
from customers
inner join (
    values
    ('United States', 'US'),
    ('Canada', 'CA'),
    ('Germany', 'DE'),
    ('France', 'FR'),
    ('Netherlands', 'NL'),
    ('United Kingdom', 'GB'),
    ('Japan', 'JP'), ('Kuwait', 'KW'), ('Australia', 'AU')
) as codes(country, code) using (country)
left join (
    select c, arg_max(ending_balance, invoice) as balance, bool_or(status = 'open' and not is_invoiced) as is_late
    from invoices
    group by c
) as balances using (c)
order by created_at, customers.c
