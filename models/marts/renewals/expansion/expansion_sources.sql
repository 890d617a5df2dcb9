-- Who found what the CRM has as expansion: counted when it was created, and when it was won.
with periods as (
    select
        windows.window_months,
        months.month_end,
        months.is_provisional,
        {{ month_end(dbt.dateadd('month', '-windows.window_months', 'months.month_end')) }} as opening_month_end
    from {{ ref('retention_windows') }} as windows
    inner join {{ ref('reporting_months') }} as months
        on {{ in_force('windows', 'months.month_end') }}
),

dated as (
    select
        'created' as basis,
        deals.sourced_by,
        deals.created_on as counted_on,
        deals.amount
    from {{ ref('expansion_deals') }} as deals
    union all
    select
        'won' as basis,
        deals.sourced_by,
        deals.won_on as counted_on,
        deals.amount
    from {{ ref('expansion_deals') }} as deals
    where deals.won_on is not null
),

finders as (
    select distinct sources.sourced_by
    from {{ ref('expansion_lead_sources') }} as sources
    union
    select 'other' as sourced_by
),

sums as (
    select
        dated.basis,
        periods.window_months,
        periods.month_end,
        finders.sourced_by,
        periods.is_provisional,
        count(case when dated.sourced_by = finders.sourced_by then 1 end) as opportunities,
        sum(case when dated.sourced_by = finders.sourced_by then coalesce(dated.amount, 0) else 0 end) as amount
    from periods
    inner join dated
        on
            periods.opening_month_end < dated.counted_on
            and periods.month_end >= dated.counted_on
    cross join finders
    group by dated.basis, periods.window_months, periods.month_end, finders.sourced_by, periods.is_provisional
),

totals as (
    select
        sums.*,
        sum(sums.opportunities) over books as total_opportunities,
        sum(sums.amount) over books as total_amount
    from sums
    window books as (partition by sums.basis, sums.window_months, sums.month_end)
)

select
    totals.basis,
    totals.window_months,
    totals.month_end,
    totals.sourced_by,
    cast(totals.opportunities as integer) as opportunities,
    cast(totals.total_opportunities as integer) as total_opportunities,
    {{ divide('totals.opportunities', 'totals.total_opportunities') }} as opportunity_share,
    cast(totals.amount as decimal(18, 6)) as amount,
    cast(totals.total_amount as decimal(18, 6)) as total_amount,
    {{ divide('totals.amount', 'totals.total_amount') }} as amount_share,
    targets.least as target_share,
    totals.is_provisional
from totals
left join {{ ref('expansion_targets') }} as targets
    on
        totals.sourced_by = 'customer_success'
        and targets.measure = 'cs_sourced_share'
        and totals.window_months = targets.window_months
        and {{ in_force('targets', 'totals.month_end') }}
