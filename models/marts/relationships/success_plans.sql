{% set day = as_of_day() %}
with objectives as (
    select
        objectives.plan_id,
        count(*) as objectives,
        count(case when objectives.achieved_on <= {{ day }} then 1 end) as achieved,
        count(
            case
                when
                    objectives.due_on < {{ day }}
                    and (objectives.achieved_on is null or objectives.achieved_on > {{ day }})
                    then 1
            end
        ) as overdue
    from {{ ref('stg_manual__success_plan_objectives') }} as objectives
    group by objectives.plan_id
),

reviewed as (
    select
        plans.plan_id,
        max(reviews.held_on) as last_reviewed_on
    from {{ ref('success_plan_periods') }} as plans
    inner join {{ ref('account_reviews') }} as reviews
        on
            plans.account_id = reviews.account_id
            and reviews.review_kind = 'success_plan'
            and plans.started_on < reviews.held_on
            and (plans.ended_on is null or plans.ended_on >= reviews.held_on)
    group by plans.plan_id
),

current_tiers as (
    select tiers.*
    from {{ ref('account_review_tiers') }} as tiers
    where tiers.month_end = (select max(newest.month_end) from {{ ref('account_review_tiers') }} as newest)
),

reviewing as (
    select
        plans.*,
        current_tiers.segment,
        current_tiers.tier,
        coalesce(objectives.objectives, 0) as objectives,
        coalesce(objectives.achieved, 0) as objectives_achieved,
        coalesce(objectives.overdue, 0) as objectives_overdue,
        reviewed.last_reviewed_on,
        cadences.months as review_months,
        case
            when plans.is_in_force
                then cast(
                    {{ dbt.dateadd(
                        'month',
                        'cadences.months',
                        'coalesce(reviewed.last_reviewed_on, plans.started_on)'
                    ) }} as date
                )
        end as next_review_on
    from {{ ref('success_plan_periods') }} as plans
    left join objectives
        on plans.plan_id = objectives.plan_id
    left join reviewed
        on plans.plan_id = reviewed.plan_id
    left join current_tiers
        on plans.account_id = current_tiers.account_id
    left join {{ ref('review_cadences') }} as cadences
        on
            current_tiers.tier = cadences.tier
            and cadences.review_kind = 'success_plan'
            and cadences.is_of_record
            and {{ in_force('cadences', day) }}
)

select
    reviewing.account_id,
    reviewing.plan_id,
    reviewing.plan_name,
    reviewing.owner_name,
    reviewing.segment,
    reviewing.tier,
    reviewing.status,
    reviewing.started_on,
    reviewing.customer_since,
    cast({{ days_between('reviewing.customer_since', 'reviewing.started_on') }} as integer) as days_to_start,
    reviewing.is_started_in_time,
    reviewing.target_on,
    reviewing.ended_on,
    reviewing.is_in_force,
    cast(reviewing.objectives as integer) as objectives,
    cast(reviewing.objectives_achieved as integer) as objectives_achieved,
    cast(reviewing.objectives_overdue as integer) as objectives_overdue,
    cast({{ divide('reviewing.objectives_achieved', 'reviewing.objectives') }} as decimal(18, 6)) as achieved_share,
    reviewing.last_reviewed_on,
    cast(reviewing.review_months as integer) as review_months,
    reviewing.next_review_on,
    coalesce(reviewing.next_review_on < {{ day }}, false) as is_review_overdue,
    reviewing.is_current
from reviewing
