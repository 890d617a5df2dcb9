-- 'all' is the base once more under one name, so that segments and total come out of the same sums.
with segmented as (
    select
        base.*,
        base.segment as reported_segment
    from {{ ref('retention_base') }} as base
    union all
    select
        base.*,
        'all' as reported_segment
    from {{ ref('retention_base') }} as base
),

totals as (
    select
        segmented.month_end,
        segmented.reported_segment as segment,
        segmented.window_months,
        bool_or(segmented.is_provisional) as is_provisional,
        sum(segmented.opening_mrr) as opening_mrr,
        sum(segmented.retained_mrr) as retained_mrr,
        sum(segmented.retained_mrr_capped) as retained_mrr_capped,
        sum(segmented.expansion_mrr) as expansion_mrr,
        sum(segmented.contraction_mrr) as contraction_mrr,
        sum(segmented.churn_mrr) as churn_mrr,
        sum(case when segmented.is_in_cohort then 1 else 0 end) as opening_logos,
        sum(case when segmented.is_retained_logo then 1 else 0 end) as retained_logos
    from segmented
    group by segmented.month_end, segmented.reported_segment, segmented.window_months
),

defined as (
    select
        totals.month_end,
        totals.segment,
        totals.window_months,
        definitions.definition_id,
        definitions.definition_version,
        totals.is_provisional,
        case definitions.definition_id
            when 'N1' then totals.retained_mrr
            when 'N2' then totals.opening_mrr + totals.expansion_mrr + totals.contraction_mrr + totals.churn_mrr
            when 'R1' then totals.retained_mrr_capped
            when 'R2' then totals.opening_mrr + totals.contraction_mrr + totals.churn_mrr
            when 'logo' then totals.retained_logos
        end as numerator,
        case when definitions.definition_id = 'logo' then totals.opening_logos else totals.opening_mrr end as denominator
    from totals
    inner join {{ ref('retention_definitions') }} as definitions
        on {{ in_force('definitions', 'totals.month_end') }}
)

select
    defined.month_end,
    defined.segment,
    cast(defined.window_months as integer) as window_months,
    defined.definition_id,
    cast(defined.definition_version as integer) as definition_version,
    cast(round(defined.numerator, 2) as decimal(18, 2)) as numerator,
    cast(round(defined.denominator, 2) as decimal(18, 2)) as denominator,
    {{ divide('defined.numerator', 'defined.denominator', 6) }} as rate,
    defined.is_provisional
from defined
where defined.denominator > 0
