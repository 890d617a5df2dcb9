-- Invoices written in [export_from, export_until) or settled in it, as they stood at export_until.
create or replace temp table invoices_seen as
select
    invoices.*,
    case
        when voided_at < getvariable('export_until') then 'void'
        when uncollectible_at < getvariable('export_until') then 'uncollectible'
        when paid_at < getvariable('export_until') then 'paid'
        else 'open'
    end as status_then,
    ids.subscription_id,
    case
        when invoices.invoice % 10000 >= 9000
            then {'action': 'revision', 'invoice': stripe_id('in_1', invoices.s * 10000 + invoices.k + 1)}
    end as revised,
    subscriptions.billing_interval,
from invoices
inner join subscription_ids as ids on ids.s = invoices.s
inner join subscriptions on subscriptions.s = invoices.s
where invoices.created_at < getvariable('export_until')
    and (
        invoices.created_at >= getvariable('export_from')
        or (
            coalesce(voided_at, uncollectible_at, paid_at) >= getvariable('export_from')
            and coalesce(voided_at, uncollectible_at, paid_at) < getvariable('export_until')
        )
    );

create or replace temp table lines_seen as
select
    invoice_lines.*,
    seen.invoice_id,
    seen.subscription_id,
    price_objects.object,
    price_objects.plan,
    price_objects.price_id,
    stripe_id('il_1', invoice_lines.line) as line_id,
    case direction
        when
            -1
            then
                'Unused time on ' || quantity || ' × ' || product_name
                || ' after ' || strftime(period_from, '%d %b %Y')
        when
            1
            then
                'Remaining time on '
                || quantity
                || ' × '
                || product_name
                || ' after '
                || strftime(period_from, '%d %b %Y')
        else
            case
                when seen.k = -1 then 'Trial period for ' || product_name
                else quantity || ' × ' || product_name || ' (at ' || money_text(unit_charged, invoice_lines.currency)
                    || ' / ' || seen.billing_interval || ')'
            end
    end as description,
    -- A proration's amount is net of the subscription's discount already: it names the discount, with nothing taken
    -- off.
    case
        when invoice_lines.discount > 0 or (is_proration and invoice_lines.is_discounted)
            then [{'amount': invoice_lines.discount, 'discount': discount_id}]
        else []
    end as discount_amounts,
    case when is_proration then stripe_id('ii_1', invoice_lines.line) end as invoice_item,
    case
        when
            tax_percent > 0
            then [{'amount': invoice_lines.tax, 'inclusive': false, 'tax_rate': 'txr_1vat' || tax_percent}]
        else []
    end as tax_amounts,
    case
        when tax_percent > 0
            then [{
                'amount': invoice_lines.tax,
                'tax_behavior': 'exclusive',
                'tax_rate_details': {'tax_rate': 'txr_1vat' || tax_percent},
                'taxable_amount': invoice_lines.amount - invoice_lines.discount, 'type': 'tax_rate_details'
            }]
        else []
    end as taxes,
from invoice_lines
inner join invoices_seen as seen on seen.invoice = invoice_lines.invoice
inner join price_objects on price_objects.price = invoice_lines.price;
