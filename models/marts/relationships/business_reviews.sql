{% set day = as_of_day() %}
with held as (
    select
        periods.account_id,
        periods.review_kind,
        periods.due_on,
        min(case when reviews.held_on <= periods.due_on then reviews.held_on end) as held_on,
        min(case when reviews.held_on > periods.due_on then reviews.held_on end) as held_after_on,
        count(case when reviews.held_on <= periods.due_on then 1 end) as reviews
    from {{ ref('review_periods') }} as periods
    inner join {{ ref('account_reviews') }} as reviews
        on
            periods.account_id = reviews.account_id
            and periods.review_kind = reviews.review_kind
            and periods.period_start <= reviews.held_on
    group by periods.account_id, periods.review_kind, periods.due_on
),

planned as (
    select
        periods.account_id,
        periods.review_kind,
        periods.due_on,
        min(runs.day_zero) as scheduled_on
    from {{ ref('review_periods') }} as periods
    inner join {{ ref('playbook_runs') }} as runs
        on
            periods.account_id = runs.account_id
            and periods.review_kind = runs.playbook
            and runs.day_zero > {{ day }}
            and periods.due_on >= runs.day_zero
    group by periods.account_id, periods.review_kind, periods.due_on
)

select
    periods.account_id,
    periods.review_kind,
    periods.period_start,
    periods.due_on as period_end,
    periods.segment,
    periods.tier,
    owners.owner_id,
    owners.owner_name,
    periods.due_on,
    planned.scheduled_on,
    held.held_on,
    held.held_on is not null as is_held,
    periods.due_on <= {{ day }} as is_due,
    case
        when held.held_on is not null then 'held'
        when periods.due_on > {{ day }} then 'open'
        else 'missed'
    end as status,
    cast(coalesce(held.reviews, 0) as integer) as reviews,
    held.held_after_on,
    cast(
        case
            when held.held_on is not null or periods.due_on > {{ day }} then 0
            else {{ days_between('periods.due_on', 'coalesce(held.held_after_on, ' ~ day ~ ')') }}
        end as integer
    ) as days_late,
    periods.cadence_version
from {{ ref('review_periods') }} as periods
left join {{ ref('account_owners') }} as owners
    on
        periods.account_id = owners.account_id
        and owners.valid_from <= least(periods.due_on, {{ day }})
        and (owners.valid_to is null or owners.valid_to > least(periods.due_on, {{ day }}))
left join held
    on
        periods.account_id = held.account_id
        and periods.review_kind = held.review_kind
        and periods.due_on = held.due_on
left join planned
    on
        periods.account_id = planned.account_id
        and periods.review_kind = planned.review_kind
        and periods.due_on = planned.due_on
