-- A quarter opens with the opening of its first month; the tier is that of the opening.
with dated as (
    select
        account_mrr.account_id,
        account_mrr.month_end,
        account_mrr.segment,
        account_mrr.opening_mrr,
        account_mrr.is_provisional,
        cast({{ dbt.last_day('account_mrr.month_end', 'quarter') }} as date) as quarter_end
    from {{ ref('account_mrr') }} as account_mrr
),

periods as (
    select
        'month' as basis,
        dated.month_end as period_end,
        dated.month_end as opens_in,
        bool_or(dated.is_provisional) as is_provisional
    from dated
    group by dated.month_end
    union all
    select
        'quarter' as basis,
        dated.quarter_end as period_end,
        min(dated.month_end) as opens_in,
        bool_or(dated.is_provisional) or max(dated.month_end) < dated.quarter_end as is_provisional
    from dated
    group by dated.quarter_end
),

segments as (
    select 'all' as segment
    union all
    select distinct dated.segment
    from dated
)

select
    periods.basis,
    periods.period_end,
    segments.segment,
    cast(coalesce(sum(dated.opening_mrr), 0) as decimal(18, 6)) as opening_mrr,
    cast(count(case when dated.opening_mrr > 0 then 1 end) as integer) as opening_accounts,
    periods.is_provisional
from periods
cross join segments
left join dated
    on
        periods.opens_in = dated.month_end
        and segments.segment in (dated.segment, 'all')
group by periods.basis, periods.period_end, segments.segment, periods.is_provisional
