-- Why a score changed adds up to by how much: from the date compared with to the day of as_of, and over the same weeks before.
with changed as (
    select
        health.account_id,
        health.profile,
        health.compared_to as from_date,
        health.as_of_date as to_date,
        health.change_30d
    from {{ ref('account_health') }} as health
    where
        health.change_30d is not null
        and (
            health.is_current
            or health.as_of_date in (
                select current_day.compared_to from {{ ref('account_health') }} as current_day where current_day.is_current
            )
        )
),

effects as (
    select
        changed.account_id,
        changed.profile,
        changed.to_date,
        changed.change_30d,
        sum(effects.amount) as amount
    from changed
    left join {{ ref('health_changes') }} as effects
        on
            changed.account_id = effects.account_id
            and changed.profile = effects.profile
            and changed.from_date = effects.from_date
            and changed.to_date = effects.to_date
    group by changed.account_id, changed.profile, changed.to_date, changed.change_30d
)

select *
from effects
where effects.change_30d <> coalesce(effects.amount, 0)
