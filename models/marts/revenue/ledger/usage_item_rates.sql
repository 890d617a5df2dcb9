-- What counts of metered usage: nothing, what a month's invoices bill of it, or the minimum that a customer committed to.
with billed as (
    select
        lines.subscription_id,
        lines.subscription_item_id,
        cast({{ dbt.date_trunc('month', reporting_date('lines.invoiced_at')) }} as date) as valid_from,
        max(lines.price_id) as price_id,
        max(lines.product_id) as product_id,
        max(lines.currency) as currency,
        sum(lines.quantity) as quantity,
        -- Usage of several months, billed at once, counts in as many months.
        cast(max(greatest({{ month_ends_passed('lines.valid_from', 'lines.valid_to') }}, 1)) as integer) as months,
        sum(cast(lines.amount as double)) as mrr_list,
        sum(cast(lines.amount - lines.permanent_discounts as double)) as mrr,
        sum(cast(lines.amount - lines.all_discounts as double)) as mrr_net_all
    from {{ ref('service_invoice_lines') }} as lines
    cross join {{ ref('policies_in_force') }} as policies
    where lines.is_metered and policies.usage = 'billed'
    group by
        lines.subscription_id, lines.subscription_item_id,
        cast({{ dbt.date_trunc('month', reporting_date('lines.invoiced_at')) }} as date)
),

usage as (
    select
        billed.subscription_id,
        billed.subscription_item_id,
        billed.price_id,
        billed.product_id,
        billed.quantity,
        billed.currency,
        billed.valid_from,
        cast({{ dbt.dateadd('month', 'billed.months', 'billed.valid_from') }} as date) as valid_to,
        billed.mrr_list / billed.months as mrr_list,
        billed.mrr / billed.months as mrr,
        billed.mrr_net_all / billed.months as mrr_net_all,
        'invoice_lines' as source
    from billed
    union all
    select
        commitments.subscription_id,
        commitments.subscription_id || ':commitment' || coalesce(':' || commitments.price_id, '') as subscription_item_id,
        commitments.price_id,
        cast(null as varchar) as product_id,
        1 as quantity,
        commitments.currency,
        commitments.started_on as valid_from,
        commitments.ended_before as valid_to,
        cast(commitments.monthly_amount as double) as mrr_list,
        cast(commitments.monthly_amount as double) as mrr,
        cast(commitments.monthly_amount as double) as mrr_net_all,
        'commitments' as source
    from {{ ref('stg_manual__usage_commitments') }} as commitments
    cross join {{ ref('policies_in_force') }} as policies
    where policies.usage = 'committed'
)

select
    usage.subscription_id,
    usage.subscription_item_id,
    usage.price_id,
    usage.product_id,
    cast(usage.quantity as decimal(18, 6)) as quantity,
    usage.currency,
    usage.valid_from,
    -- The next bill, or the next commitment, takes the place of the one before it; a commitment ends with its subscription.
    least(
        usage.valid_to,
        lead(usage.valid_from) over (partition by usage.subscription_item_id order by usage.valid_from),
        case when usage.source = 'commitments' then terms.ended_on end
    ) as valid_to,
    cast(null as date) as billed_to,
    {{ as_mrr('usage.mrr_list') }} as mrr_list,
    {{ as_mrr('usage.mrr') }} as mrr,
    {{ as_mrr('usage.mrr_net_all') }} as mrr_net_all,
    terms.history,
    usage.source
from usage
inner join {{ ref('subscription_terms') }} as terms
    on usage.subscription_id = terms.subscription_id
