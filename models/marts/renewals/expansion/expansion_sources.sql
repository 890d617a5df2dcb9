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

-- What a deal was won for is what the CRM says; what was billed of it is what was credited.
deals as (
    select
        deals.*,
        case when deals.won_on is not null then opportunities.credited_amount else 0 end as credited_amount
    from {{ ref('expansion_deals') }} as deals
    left join {{ ref('expansion_opportunities') }} as opportunities
        on deals.opportunity_id = opportunities.opportunity_id
),

dated as (
    {% for basis, counted_on in [('created', 'created_on'), ('won', 'won_on')] %}
    select
        '{{ basis }}' as basis,
        deals.sourced_by,
        deals.{{ counted_on }} as counted_on,
        deals.amount,
        deals.credited_amount
    from deals
    where deals.{{ counted_on }} is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
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
        sum(case when dated.sourced_by = finders.sourced_by then coalesce(dated.amount, 0) else 0 end) as amount,
        sum(case when dated.sourced_by = finders.sourced_by then coalesce(dated.credited_amount, 0) else 0 end) as credited_amount
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
    cast(totals.credited_amount as decimal(18, 6)) as credited_amount,
    targets.least as target_share,
    totals.is_provisional
from totals
left join {{ ref('expansion_targets') }} as targets
    on
        totals.sourced_by = 'customer_success'
        and targets.measure = 'cs_sourced_share'
        and totals.window_months = targets.window_months
        and {{ in_force('targets', 'totals.month_end') }}
