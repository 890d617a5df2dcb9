-- Every tier has a timeline that ends on the due date, and its phases are named after their days.
with tiers as (
    select distinct tiers.segment
    from {{ ref('account_tiers') }} as tiers
    union all
    select 'unknown' as segment
),

timelines as (
    select
        timeline.segment,
        min(timeline.step_days) as last_days,
        count(case when timeline.phase <> 'T-' || cast(timeline.step_days as varchar) then 1 end) as misnamed
    from {{ ref('renewal_timeline') }} as timeline
    where {{ in_force('timeline', as_of_day()) }}
    group by timeline.segment
)

select
    tiers.segment,
    timelines.last_days,
    timelines.misnamed
from tiers
left join timelines
    on tiers.segment = timelines.segment
where timelines.last_days is null or timelines.last_days <> 0 or timelines.misnamed > 0
