with positions as (
    select
        positions.*,
        case
            when positions.days_to_due < 0 then cast(-positions.days_to_due as varchar) || ' days overdue'
            else cast(positions.days_to_due as varchar) || ' days left'
        end as time_left
    from {{ ref('renewal_positions') }} as positions
    where positions.standing = 'open'
),

met as (
    select
        positions.renewal_id,
        positions.forecast_date,
        levels.level as risk_level,
        levels.rank as risk_rank,
        levels.action,
        levels.owner_role,
        {{ filled_in(
            'levels.wording',
            {
                'score': 'coalesce(' ~ plain_number('positions.health_score') ~ ', positions.health_band)',
                'left': 'positions.time_left',
                'since': day_told('positions.cancel_requested_on'),
            },
        ) }} as risk_reason,
        row_number() over (partition by positions.renewal_id, positions.forecast_date order by levels.rank desc) as gravity
    from positions
    inner join {{ ref('renewal_risk_levels') }} as levels
        on
            (
                positions.score_floor between levels.lower_score and levels.upper_score
                and positions.days_to_due <= levels.within_days
                or levels.on_cancel_request and positions.cancel_requested_on is not null
            )
            and {{ in_force('levels', 'positions.forecast_date') }}
)

select
    met.renewal_id,
    met.forecast_date,
    met.risk_level,
    met.risk_rank,
    met.risk_reason,
    met.action,
    met.owner_role
from met
where met.gravity = 1
