-- Invoices written in [export_from, export_until) or settled in it, as they stood at export_until. The two eras of the API differ
-- in where the subscription, the price and the proration flag stand.
with exported as (
    select
        invoices.*,
        case
            when voided_at < getvariable('export_until') then 'void'
            when uncollectible_at < getvariable('export_until') then 'uncollectible'
            when paid_at < getvariable('export_until') then 'paid'
            else 'open'
        end as status_then,
        ids.subscription_id,
        subscriptions.failing_from,
    from invoices
    inner join subscription_ids as ids on ids.s = invoices.s
    inner join subscriptions on subscriptions.s = invoices.s
    where invoices.created_at < getvariable('export_until')
        and (
            invoices.created_at >= getvariable('export_from')
            or (coalesce(voided_at, uncollectible_at, paid_at) >= getvariable('export_from')
                and coalesce(voided_at, uncollectible_at, paid_at) < getvariable('export_until'))
        )
),

lines as (
    select
        exported.invoice,
        list({
            'id': stripe_id('il_1', invoice_lines.line),
            'object': 'line_item',
            'amount': invoice_lines.amount,
            'currency': invoice_lines.currency,
            'description': case direction
                when -1 then 'Unused time on ' || quantity || ' × ' || product_name || ' after ' || strftime(period_from, '%d %b %Y')
                when 1 then 'Remaining time on ' || quantity || ' × ' || product_name || ' after ' || strftime(period_from, '%d %b %Y')
                else case when exported.k = -1 then 'Trial period for ' || product_name
                    else quantity || ' × ' || product_name || ' (at ' || money_text(unit_charged, invoice_lines.currency)
                        || ' / ' || terms.billing_interval || ')' end
            end,
            'discount_amounts': case when invoice_lines.discount > 0
                then [{'amount': invoice_lines.discount, 'discount': discount_id}] else [] end,
            'discountable': not is_proration,
            'livemode': true,
            'metadata': '{}'::json,
            'parent': case when getvariable('shape') = 'now' then {
                'invoice_item_details': null::varchar,
                'subscription_item_details': {
                    'invoice_item': case when is_proration then stripe_id('ii_1', invoice_lines.line) end,
                    'proration': is_proration,
                    'proration_details': {'credited_items': null::varchar},
                    'subscription': exported.subscription_id,
                    'subscription_item': item_id
                },
                'type': 'subscription_item_details'
            } end,
            'period': {'end': seconds(period_to), 'start': seconds(period_from)},
            'plan': case when getvariable('shape') = 'before' then price_objects.plan end,
            'price': case when getvariable('shape') = 'before' then price_objects.object end,
            'pricing': case when getvariable('shape') = 'now' then {
                'price_details': {'price': price_objects.price_id, 'product': product_id},
                'type': 'price_details',
                'unit_amount_decimal': case when not is_tiered then unit_charged::varchar end
            } end,
            'proration': case when getvariable('shape') = 'before' then is_proration end,
            'quantity': quantity,
            'subscription': case when getvariable('shape') = 'before' then exported.subscription_id end,
            'subscription_item': case when getvariable('shape') = 'before' then item_id end,
            'tax_amounts': case when getvariable('shape') = 'before' and tax_percent > 0
                then [{'amount': invoice_lines.tax, 'inclusive': false, 'tax_rate': 'txr_1vat' || tax_percent}] end,
            'taxes': case when getvariable('shape') = 'now' and tax_percent > 0
                then [{'amount': invoice_lines.tax, 'tax_behavior': 'exclusive', 'tax_rate_details': {'tax_rate': 'txr_1vat' || tax_percent},
                    'taxable_amount': invoice_lines.amount - invoice_lines.discount, 'type': 'tax_rate_details'}] end,
            'type': case when getvariable('shape') = 'before' then case when is_proration then 'invoiceitem' else 'subscription' end end
        } order by ordinal) as data,
        list({'amount': invoice_lines.discount, 'discount': discount_id} order by ordinal) filter (where invoice_lines.discount > 0) as discounts,
    from exported
    inner join invoice_lines on invoice_lines.invoice = exported.invoice
    inner join price_objects on price_objects.price = invoice_lines.price
    inner join subscriptions as terms on terms.s = invoice_lines.s
    group by exported.invoice
)

select
    exported.invoice_id as id,
    'invoice' as object,
    amount_due,
    case when status_then = 'paid' then amount_due else 0 end as amount_paid,
    case when status_then in ('paid', 'void') then 0 else amount_due end as amount_remaining,
    case when status_then = 'paid' then 1 when amount_due > 0 then 4 else 0 end as attempt_count,
    reason as billing_reason,
    case when is_invoiced then 'send_invoice' else 'charge_automatically' end as collection_method,
    seconds(exported.created_at) as created,
    customers.currency,
    customers.customer_id as customer,
    customers.email as customer_email,
    customers.customer_name,
    case when is_invoiced then seconds(exported.created_at + to_days(30)) end as due_date,
    seconds(finalized_at) as effective_at,
    ending_balance,
    case when exported.invoice % 10000 >= 9000
        then {'action': 'revision', 'invoice': stripe_id('in_1', exported.s * 10000 + exported.k + 1)} end as from_invoice,
    {'object': 'list', 'data': lines.data, 'has_more': false, 'total_count': len(lines.data), 'url': '/v1/invoices/' || exported.invoice_id || '/lines'}
    as lines,
    true as livemode,
    '{}'::json as metadata,
    invoice_number as number,
    case when getvariable('shape') = 'now' then {
        'quote_details': null::varchar,
        'subscription_details': {'metadata': '{}'::json, 'subscription': exported.subscription_id},
        'type': 'subscription_details'
    } end as parent,
    case when getvariable('shape') = 'before' then status_then = 'paid' end as paid,
    seconds(exported.created_at) as period_end,
    seconds(exported.created_at) as period_start,
    starting_balance,
    status_then as status,
    {
        'finalized_at': seconds(finalized_at),
        'marked_uncollectible_at': case when status_then = 'uncollectible' then seconds(uncollectible_at) end,
        'paid_at': case when status_then = 'paid' then seconds(paid_at) end,
        'voided_at': case when status_then = 'void' then seconds(voided_at) end
    } as status_transitions,
    case when getvariable('shape') = 'before' then exported.subscription_id end as subscription,
    subtotal,
    case when getvariable('shape') = 'before' then tax end as tax,
    total,
    coalesce(lines.discounts, []) as total_discount_amounts,
    total - tax as total_excluding_tax,
    case when getvariable('shape') = 'now' and tax <> 0 then [{'amount': tax, 'tax_behavior': 'exclusive', 'type': 'tax_rate_details'}] end
    as total_taxes,
from exported
inner join lines on lines.invoice = exported.invoice
inner join customers on customers.c = exported.c
order by exported.created_at, exported.invoice
