-- The charge names its invoice only in the older shape of the API.
select
    charges.charge_id as id,
    'charge' as object,
    charges.amount,
    case when succeeded then charges.amount else 0 end as amount_captured,
    coalesce(refunds.amount, 0) as amount_refunded,
    case when succeeded then 'txn_3' || substr(charges.charge_id, 5) end as balance_transaction,
    {'email': customers.email, 'name': customers.customer_name, 'phone': null::varchar} as billing_details,
    succeeded as captured,
    seconds(attempted_at) as created,
    customers.currency,
    customers.customer_id as customer,
    'Payment for Invoice' as description,
    false as disputed,
    case when not succeeded then 'card_declined' end as failure_code,
    case when not succeeded then 'Your card was declined.' end as failure_message,
    charges.invoice_id as invoice, -- before
    true as livemode,
    '{}'::json as metadata,
    {'network_status': case when succeeded then 'approved_by_network' else 'declined_by_network' end,
        'type': case when succeeded then 'authorized' else 'issuer_declined' end} as outcome,
    succeeded as paid,
    'pi_3' || substr(charges.charge_id, 5) as payment_intent,
    coalesce(refunds.amount, 0) >= charges.amount and succeeded as refunded,
    case when succeeded then 'succeeded' else 'failed' end as status,
from charges
inner join customers on customers.c = charges.c
left join refunds on refunds.charge_id = charges.charge_id
where charges.attempted_at >= getvariable('export_from') and charges.attempted_at < getvariable('export_until')
order by charges.charge
