-- One object per invoice. A line that ends in "-- before" or "-- now" belongs to that era of the API only: the eras
-- differ in where the subscription, the price and the proration flag stand.
with lines as (
    select
        invoice,
        list({
            'id': line_id,
            'object': 'line_item',
            'amount': amount,
            'currency': currency,
            'description': description,
            'discount_amounts': discount_amounts,
            'discountable': not is_proration,
            'invoice_item': invoice_item, -- before
            'livemode': true,
            'metadata': '{}'::json,
            'parent': { -- now
                'invoice_item_details': null::varchar, -- now
                'subscription_item_details': { -- now
                    'invoice_item': invoice_item, -- now
                    'proration': is_proration, -- now
                    'proration_details': {'credited_items': null::varchar}, -- now
                    'subscription': subscription_id, -- now
                    'subscription_item': item_id -- now
                }, -- now
                'type': 'subscription_item_details' -- now
            }, -- now
            'period': {'end': seconds(period_to), 'start': seconds(period_from)},
            'plan': plan, -- before
            'price': object, -- before
            'pricing': { -- now
                'price_details': {'price': price_id, 'product': product_id}, -- now
                'type': 'price_details', -- now
                'unit_amount_decimal': case when not is_tiered then unit_charged::varchar end -- now
            }, -- now
            'proration': is_proration, -- before
            'quantity': quantity,
            'subscription': subscription_id, -- before
            'subscription_item': item_id, -- before
            'tax_amounts': tax_amounts -- before
            'taxes': taxes -- now
            , 'type': case when is_proration then 'invoiceitem' else 'subscription' end -- before
        } order by ordinal) as data,
        list({'amount': discount, 'discount': discount_id} order by ordinal) filter (where discount > 0) as discounts,
    from lines_seen
    group by invoice
)

select
    seen.invoice_id as id,
    'invoice' as object,
    amount_due,
    case when status_then = 'paid' then amount_due else 0 end as amount_paid,
    case when status_then in ('paid', 'void') then 0 else amount_due end as amount_remaining,
    case when status_then = 'paid' then 1 when amount_due > 0 then 4 else 0 end as attempt_count,
    reason as billing_reason,
    case when is_invoiced then 'send_invoice' else 'charge_automatically' end as collection_method,
    seconds(seen.created_at) as created,
    customers.currency,
    customers.customer_id as customer,
    customers.email as customer_email,
    customers.customer_name,
    case when is_invoiced then seconds(seen.created_at + to_days(30)) end as due_date,
    seconds(finalized_at) as effective_at,
    ending_balance,
    seen.revised as from_invoice,
    {
        'object': 'list', 'data': lines.data, 'has_more': false, 'total_count': len(lines.data),
        'url': '/v1/invoices/' || seen.invoice_id || '/lines'
    } as lines,
    true as livemode,
    '{}'::json as metadata,
    invoice_number as number,
    {'quote_details': null::varchar, -- now
        'subscription_details': {'metadata': '{}'::json, 'subscription': seen.subscription_id}, -- now
        'type': 'subscription_details'} as parent, -- now
    status_then = 'paid' as paid, -- before
    seconds(seen.created_at) as period_end,
    seconds(seen.created_at) as period_start,
    starting_balance,
    status_then as status,
    {
        'finalized_at': seconds(finalized_at),
        'marked_uncollectible_at': case when status_then = 'uncollectible' then seconds(uncollectible_at) end,
        'paid_at': case when status_then = 'paid' then seconds(paid_at) end,
        'voided_at': case when status_then = 'void' then seconds(voided_at) end
    } as status_transitions,
    seen.subscription_id as subscription, -- before
    subtotal,
    tax, -- before
    total,
    coalesce(lines.discounts, []) as total_discount_amounts,
    total - tax as total_excluding_tax,
    case when tax <> 0 then [{'amount': tax, 'tax_behavior': 'exclusive', 'type': 'tax_rate_details'}] else [] -- now
        end as total_taxes, -- now
from invoices_seen as seen
inner join lines on lines.invoice = seen.invoice
inner join customers on customers.c = seen.c
order by seen.created_at, seen.invoice
