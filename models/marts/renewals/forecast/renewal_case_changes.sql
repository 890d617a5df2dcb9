-- A renewal is one case at each horizon: the class it was in, while open, in the week that far from its due date. It counts
-- from the day on which it is both due and decided; before, only what is signed early would.
with spells as (
    select
        positions.renewal_class,
        horizons.horizon_days,
        case when standings.standing = 'renewed' then 1 else 0 end as renewed,
        greatest(standings.valid_from, positions.due_date + 1) as valid_from,
        standings.valid_to
    from {{ ref('renewal_positions') }} as positions
    inner join {{ ref('forecast_dates') }} as dates
        on
            positions.forecast_date = dates.forecast_date
            and dates.is_weekly
    inner join {{ ref('forecast_horizons') }} as horizons
        on
            positions.days_to_due >= horizons.horizon_days
            and positions.days_to_due < horizons.horizon_days + 7
            and {{ in_force('horizons', 'positions.forecast_date') }}
    inner join {{ ref('renewal_standings') }} as standings
        on positions.renewal_id = standings.renewal_id
    where positions.standing = 'open'
)

select
    spells.renewal_class,
    spells.horizon_days,
    spells.valid_from as changes_on,
    1 as decided,
    spells.renewed
from spells
where spells.valid_to is null or spells.valid_from < spells.valid_to
union all
select
    spells.renewal_class,
    spells.horizon_days,
    spells.valid_to as changes_on,
    -1 as decided,
    -spells.renewed as renewed
from spells
where spells.valid_from < spells.valid_to
