{% set day = as_of_day() %}
with items as (
    select
        reports.*,
        crm_accounts.account_id as customer_id,
        coalesce(reports.amount, cast(cast(reports.quantity as decimal(28, 6)) * reports.unit_value as decimal(18, 6)))
            as stated_amount
    from {{ ref('stg_manual__value_reports') }} as reports
    inner join {{ ref('crm_accounts') }} as crm_accounts
        on reports.account_id = crm_accounts.crm_account_id
    where reports.period_end <= {{ day }}
),

-- The newest rate known when the period ended.
rates as (
    select
        items.report_id,
        items.value_category,
        items.item,
        quotes.rate,
        row_number() over (
            partition by items.report_id, items.value_category, items.item
            order by quotes.rate_date desc, quotes.rate desc
        ) as place
    from items
    inner join {{ ref('fx_quotes') }} as quotes
        on
            items.currency = quotes.currency
            and items.period_end >= quotes.rate_date
),

priced as (
    select
        items.*,
        coalesce(categories.value_category, 'unknown') as category,
        coalesce(categories.is_hard, false) as is_hard,
        case when items.currency = lower('{{ var("reporting_currency") }}') then 1 else rates.rate end as rate,
        case when items.delivered_on <= {{ day }} then items.delivered_on end as told_on,
        case when items.validated_on <= {{ day }} then items.validated_on end as confirmed_on
    from items
    left join {{ ref('value_categories') }} as categories
        on
            items.value_category = categories.word
            and {{ in_force('categories', 'items.period_end') }}
    left join rates
        on
            items.report_id = rates.report_id
            and items.value_category is not distinct from rates.value_category
            and items.item is not distinct from rates.item
            and rates.place = 1
)

select
    concat_ws('|', priced.report_id, priced.value_category, priced.item) as value_item_id,
    priced.customer_id as account_id,
    priced.report_id,
    priced.period_start,
    priced.period_end,
    priced.told_on as delivered_on,
    priced.category as value_category,
    case when priced.item not like '%@%' then priced.item end as item,
    priced.is_hard,
    priced.quantity,
    priced.unit_value,
    cast(priced.stated_amount as decimal(18, 6)) as amount,
    priced.currency,
    case when priced.is_hard then {{ converted('priced.stated_amount', 'priced.rate') }} end as hard_value,
    priced.is_hard and (priced.stated_amount is null or priced.rate is null) as is_unpriced,
    priced.confirmed_on as validated_on,
    priced.confirmed_on is not null as is_validated,
    people.contact_id as validated_by_contact_id,
    priced.source_file,
    cast(priced.source_row as bigint) as source_row
from priced
left join {{ ref('stakeholders') }} as people
    on
        priced.customer_id = people.account_id
        and priced.validated_by_contact_id = people.contact_id
        and priced.confirmed_on is not null
