with parts as (
    select 'due' as part
    union all
    select 'renewed' as part
),

counted as (
    select
        parts.part,
        bases.basis,
        bases.window_months,
        renewals.*,
        case when parts.part = 'renewed' and bases.counted_by = 'booked_on' then renewals.booked_on else renewals.due_date end as counted_on
    from {{ ref('renewals') }} as renewals
    cross join {{ ref('renewal_rate_bases') }} as bases
    cross join parts
    where renewals.mrr_due > 0 and (parts.part = 'due' or renewals.outcome = 'renewed')
),

dated as (
    select
        counted.*,
        cast(
            case counted.window_months
                when 3 then {{ dbt.last_day('counted.counted_on', 'quarter') }}
                else {{ dbt.last_day('counted.counted_on', 'month') }}
            end as date
        ) as period_end
    from counted
),

told as (
    select
        dated.*,
        dated.segment as told_segment
    from dated
    union all
    select
        dated.*,
        'all' as told_segment
    from dated
),

periods as (
    select
        told.basis,
        told.period_end,
        told.told_segment as segment,
        told.window_months,
        cast(sum(case when told.part = 'due' then told.mrr_due else 0 end) as decimal(18, 6)) as due_mrr,
        cast(sum(case when told.part = 'renewed' then told.renewed_mrr else 0 end) as decimal(18, 6)) as renewed_mrr,
        cast(sum(case when told.part = 'renewed' then told.uplift_mrr else 0 end) as decimal(18, 6)) as uplift_mrr,
        cast(sum(case when told.part = 'due' and told.outcome = 'open' then told.mrr_due else 0 end) as decimal(18, 6)) as open_mrr,
        cast(count(case when told.part = 'due' then 1 end) as integer) as renewals_due,
        cast(count(case when told.part = 'renewed' then 1 end) as integer) as renewals_renewed,
        bool_or(told.is_provisional) as is_provisional
    from told
    group by told.basis, told.period_end, told.told_segment, told.window_months
),

whole_base as (
    select
        periods.basis,
        periods.period_end,
        periods.segment,
        cast(sum(kept.opening_mrr) as decimal(18, 6)) as opening_mrr,
        cast(sum(kept.retained_mrr_capped) as decimal(18, 6)) as retained_mrr,
        bool_or(kept.is_provisional) as is_provisional
    from periods
    inner join {{ ref('retention_base') }} as kept
        on
            periods.period_end = kept.month_end
            and periods.window_months = kept.window_months
            and periods.segment in (kept.segment, 'all')
    group by periods.basis, periods.period_end, periods.segment
)

select
    periods.basis,
    periods.period_end,
    periods.segment,
    periods.due_mrr,
    periods.renewed_mrr,
    {{ divide('periods.renewed_mrr', 'periods.due_mrr') }} as rate,
    periods.uplift_mrr,
    periods.open_mrr,
    periods.renewals_due,
    periods.renewals_renewed,
    whole_base.opening_mrr as base_opening_mrr,
    whole_base.retained_mrr as base_retained_mrr,
    {{ divide('whole_base.retained_mrr', 'whole_base.opening_mrr') }} as base_retention_rate,
    periods.is_provisional or coalesce(whole_base.is_provisional, false) as is_provisional
from periods
left join whole_base
    on
        periods.basis = whole_base.basis
        and periods.period_end = whole_base.period_end
        and periods.segment = whole_base.segment
