with closed as (
    select
        closes.month_end,
        closes.close_id,
        retention.segment,
        retention.window_months,
        retention.definition_id,
        retention.definition_version,
        retention.numerator,
        retention.denominator,
        retention.rate
    from {{ source('closes', 'retention') }} as retention
    inner join {{ ref('closes') }} as closes
        on retention.close_id = closes.close_id
    where closes.is_in_force
),

known as (
    select retention.*
    from {{ ref('retention') }} as retention
    inner join {{ ref('closes') }} as closes
        on retention.month_end = closes.month_end and closes.is_in_force
),

sides as (
    select
        coalesce(closed.month_end, known.month_end) as month_end,
        coalesce(closed.segment, known.segment) as segment,
        coalesce(closed.window_months, known.window_months) as window_months,
        coalesce(closed.definition_id, known.definition_id) as definition_id,
        closed.definition_version,
        known.definition_version as definition_version_now,
        closed.numerator,
        closed.denominator,
        closed.rate,
        known.numerator as numerator_now,
        known.denominator as denominator_now,
        known.rate as rate_now
    from closed
    full outer join known
        on
            closed.month_end = known.month_end
            and closed.segment = known.segment
            and closed.window_months = known.window_months
            and closed.definition_id = known.definition_id
)

select
    sides.month_end,
    sides.segment,
    sides.window_months,
    sides.definition_id,
    closes.close_id,
    sides.definition_version,
    sides.definition_version_now,
    cast(sides.numerator as decimal(18, 6)) as numerator,
    cast(sides.denominator as decimal(18, 6)) as denominator,
    sides.rate,
    cast(sides.numerator_now as decimal(18, 6)) as numerator_now,
    cast(sides.denominator_now as decimal(18, 6)) as denominator_now,
    sides.rate_now,
    cast(sides.rate_now - sides.rate as decimal(28, 6)) as change,
    case
        when sides.definition_version is null then 'not_closed'
        when sides.definition_version_now is null then 'not_told_now'
        when sides.definition_version <> sides.definition_version_now then 'definition_changed'
        when sides.numerator = sides.numerator_now and sides.denominator = sides.denominator_now then 'unchanged'
        else 'restated'
    end as cause
from sides
inner join {{ ref('closes') }} as closes
    on sides.month_end = closes.month_end and closes.is_in_force
