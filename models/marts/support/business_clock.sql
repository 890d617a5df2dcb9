-- The business seconds of a schedule up to a moment are, over the periods that began by then, the sum of moment less
-- start where open and end less start where over: running sums of a slope and a constant, without a join by range.
with moments as (
    select distinct
        periods.schedule_id,
        {{ epoch_seconds('periods.running_from') }} as epoch_second
    from {{ ref('ticket_clock_periods') }} as periods
    where periods.schedule_id is not null
    union
    select distinct
        periods.schedule_id,
        {{ epoch_seconds('coalesce(periods.running_to, ' ~ as_of() ~ ')') }} as epoch_second
    from {{ ref('ticket_clock_periods') }} as periods
    where periods.schedule_id is not null
),

steps as (
    select
        moments.schedule_id,
        moments.epoch_second,
        true as is_asked,
        0 as slope,
        cast(0 as bigint) as constant
    from moments
    union all
    select
        hours.schedule_id,
        {{ epoch_seconds('hours.starts_at') }} as epoch_second,
        false as is_asked,
        1 as slope,
        -{{ epoch_seconds('hours.starts_at') }} as constant
    from {{ ref('business_hours') }} as hours
    union all
    select
        hours.schedule_id,
        {{ epoch_seconds('hours.ends_at') }} as epoch_second,
        false as is_asked,
        -1 as slope,
        {{ epoch_seconds('hours.ends_at') }} as constant
    from {{ ref('business_hours') }} as hours
),

sums as (
    select
        steps.schedule_id,
        steps.epoch_second,
        steps.is_asked,
        sum(steps.slope) over to_moment as slope,
        sum(steps.constant) over to_moment as constant
    from steps
    window to_moment as (
        partition by steps.schedule_id
        order by steps.epoch_second, steps.is_asked
        rows between unbounded preceding and current row
    )
)

select
    sums.schedule_id,
    sums.epoch_second,
    cast(sums.slope * sums.epoch_second + sums.constant as bigint) as business_seconds
from sums
where sums.is_asked
