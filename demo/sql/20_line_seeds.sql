-- Lines: whole periods in advance, and for each change within a period the credit and the charge, by the second.
create or replace table line_seeds as
with boundaries as (
    select *, to_at as changed_at, -1 as direction from item_terms where to_at is not null
    union all
    select *, from_at as changed_at, 1 as direction from item_terms where not is_first
),

prorations as (
    select
        case
            when subscriptions.billing_interval = 'year' then updates.invoice
            else periods.s * 10000 + periods.k + 2
        end as invoice,
        boundaries.* exclude (from_at, to_at),
        boundaries.changed_at as period_from,
        periods.period_to,
        -- The credit and the new charge are net of the lasting discount: Stripe does not discount a proration again.
        boundaries.direction * round_div(
            greatest(amount_minor * 100 - case
                when
                    duration = 'forever' and changed_at >= discounted_from
                    then amount_minor * percent_off + amount_off * 100
                else 0
            end, 0)::hugeint * (seconds(periods.period_to) - seconds(boundaries.changed_at)),
            100 * (seconds(periods.period_to) - seconds(periods.period_from))
        ) as line_amount,
    from boundaries
    inner join subscriptions on subscriptions.s = boundaries.s
    inner join periods
        on
            periods.s = boundaries.s
            and periods.period_from < boundaries.changed_at
            and boundaries.changed_at < periods.period_to
    left join invoice_seeds as updates
        on
            updates.s = boundaries.s
            and updates.reason = 'subscription_update'
            and updates.created_at = boundaries.changed_at
    where not (boundaries.direction = -1 and subscriptions.is_ended and boundaries.changed_at = subscriptions.end_at)
),

whole_periods as (
    select
        invoice_seeds.invoice,
        terms.* exclude (from_at, to_at),
        case when invoice_seeds.k = -1 then subscriptions.start_at else periods.period_from end as period_from,
        case when invoice_seeds.k = -1 then subscriptions.trial_end_at else periods.period_to end as period_to,
        case when invoice_seeds.k = -1 then 0 else terms.amount_minor end as line_amount,
        invoice_seeds.k,
        subscriptions.anchor_at,
    from invoice_seeds
    inner join subscriptions on subscriptions.s = invoice_seeds.s
    left join periods on periods.s = invoice_seeds.s and periods.k = invoice_seeds.k
    inner join item_terms as terms
        on terms.s = invoice_seeds.s and terms.from_at <= coalesce(periods.period_from, subscriptions.start_at)
        and (terms.to_at is null or coalesce(periods.period_from, subscriptions.start_at) < terms.to_at)
    where invoice_seeds.k <> -2
)

select
    invoice,
    s,
    slot,
    item_id,
    product_id,
    product_name,
    price,
    quantity,
    unit_charged,
    is_tiered,
    period_from,
    period_to,
    true as is_proration,
    duration = 'forever' and changed_at >= discounted_from as is_discounted,
    direction,
    line_amount::bigint as amount,
    0::bigint as discount,
    discount_id
from prorations
union all
select
    invoice, s, slot, item_id, product_id, product_name, price, quantity, unit_charged, is_tiered, period_from, period_to,
    false, false, 2, line_amount,
    case
        when
            discount_id is null or line_amount = 0 or period_from < discounted_from or period_from >= discounted_to
            then 0
        when duration = 'once' and k > 0 then 0
        else least(line_amount, round_div(line_amount * percent_off, 100) + amount_off)
    end::bigint,
    discount_id
from whole_periods;
