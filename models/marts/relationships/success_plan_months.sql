with ruled as (
    select
        tiers.account_id,
        tiers.month_end,
        tiers.state_date,
        tiers.segment,
        tiers.tier,
        {{ month_end(dbt.dateadd('month', '-rules.outcome_months', 'tiers.month_end')) }} as outcomes_after,
        {{ month_end(dbt.dateadd('month', '-rules.value_report_months', 'tiers.month_end')) }} as reports_after,
        {{ month_end(dbt.dateadd('month', '-rules.validated_months', 'tiers.month_end')) }} as validated_after
    from {{ ref('account_review_tiers') }} as tiers
    inner join {{ ref('relationship_rules') }} as rules
        on {{ in_force('rules', 'tiers.month_end') }}
),

planned as (
    select
        months.account_id,
        months.month_end,
        count(*) as plans
    from ruled as months
    inner join {{ ref('success_plans') }} as plans
        on
            months.account_id = plans.account_id
            and plans.status <> 'draft'
            and months.state_date >= plans.started_on
            and (plans.ended_on is null or months.state_date < plans.ended_on)
    group by months.account_id, months.month_end
),

aimed as (
    select
        months.account_id,
        months.month_end,
        count(*) as objectives_due,
        count(case when objectives.achieved_on <= months.state_date then 1 end) as objectives_achieved
    from ruled as months
    inner join {{ ref('success_plans') }} as plans
        on months.account_id = plans.account_id
    inner join {{ ref('stg_manual__success_plan_objectives') }} as objectives
        on
            plans.plan_id = objectives.plan_id
            and months.outcomes_after < coalesce(objectives.due_on, plans.target_on)
            and months.state_date >= coalesce(objectives.due_on, plans.target_on)
    group by months.account_id, months.month_end
),

valued as (
    select
        months.account_id,
        months.month_end,
        max(
            case
                when items.delivered_on > months.reports_after and items.delivered_on <= months.state_date then 1
                else 0
            end
        ) as reported,
        max(
            case
                when
                    items.is_hard
                    and items.validated_on > months.validated_after
                    and items.validated_on <= months.state_date
                    then 1
                else 0
            end
        ) as validated
    from ruled as months
    inner join {{ ref('value_report_items') }} as items
        on
            months.account_id = items.account_id
            and months.validated_after < coalesce(items.validated_on, items.delivered_on)
            and months.state_date >= items.delivered_on
    group by months.account_id, months.month_end
)

select
    months.account_id,
    months.month_end,
    months.segment,
    months.tier,
    coalesce(planned.plans, 0) > 0 as has_success_plan,
    cast(coalesce(aimed.objectives_due, 0) as integer) as objectives_due,
    cast(coalesce(aimed.objectives_achieved, 0) as integer) as objectives_achieved,
    coalesce(valued.reported, 0) = 1 as has_value_report,
    coalesce(valued.validated, 0) = 1 as has_validated_value
from ruled as months
left join planned
    on months.account_id = planned.account_id and months.month_end = planned.month_end
left join aimed
    on months.account_id = aimed.account_id and months.month_end = aimed.month_end
left join valued
    on months.account_id = valued.account_id and months.month_end = valued.month_end
