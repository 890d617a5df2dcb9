with clipped as (
    select
        ends.account_id,
        greatest(
            ends.valid_from,
            rules.effective_from,
            cast({{ dbt.dateadd('day', '-rules.renewal_from_days', 'ends.due_date') }} as date)
        ) as valid_from,
        least(
            coalesce(ends.valid_to, {{ latest_day() }}),
            coalesce(rules.effective_to, {{ latest_day() }}),
            cast({{ dbt.dateadd('day', '1 - rules.renewal_to_days', 'ends.due_date') }} as date)
        ) as valid_to,
        ends.due_date
    from {{ ref('renewal_ends') }} as ends
    cross join {{ ref('lifecycle_rules') }} as rules
)

select
    clipped.account_id,
    clipped.valid_from,
    clipped.valid_to,
    clipped.due_date
from clipped
where clipped.valid_from < clipped.valid_to
