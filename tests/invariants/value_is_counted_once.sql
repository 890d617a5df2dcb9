-- The years as a customer hold every priced item of a value report once, a period's value is the sum of its four kinds, and
-- the two readings of the return differ by exactly one.
with yearly as (
    select sum(realized.hard_value) as hard_value
    from {{ ref('value_realized') }} as realized
    where realized.period_kind = 'contract_year'
),

reported as (
    select sum(items.hard_value) as hard_value
    from {{ ref('value_report_items') }} as items
    where
        exists (
            select 1
            from {{ ref('account_paying_periods') }} as lives
            where items.account_id = lives.account_id and items.period_end >= lives.valid_from
        )
)

select
    cast(null as varchar) as account_id,
    'contract_year' as period_kind,
    cast(null as date) as period_end
from yearly
cross join reported
where yearly.hard_value <> reported.hard_value
union all
select
    realized.account_id,
    realized.period_kind,
    realized.period_end
from {{ ref('value_realized') }} as realized
where
    realized.hard_value
    <> realized.revenue_value + realized.cost_value + realized.time_value + realized.headcount_value
    or realized.value_multiple - realized.roi <> 1
    or realized.days_reported > realized.days
    or (realized.roi is not null and not realized.is_complete)
    or realized.validated_value > realized.hard_value
