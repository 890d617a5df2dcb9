select
    refund_id as id,
    'refund' as object,
    amount,
    'txn_3' || substr(refund_id, 5) as balance_transaction,
    charge_id as charge,
    seconds(created_at) as created,
    currency,
    '{}'::json as metadata,
    'pi_3' || substr(charge_id, 5) as payment_intent,
    'requested_by_customer' as reason,
    'succeeded' as status,
from refunds
order by created_at, refund_id
