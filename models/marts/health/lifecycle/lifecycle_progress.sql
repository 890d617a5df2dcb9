with periods as (
    select
        steps.account_id,
        steps.life,
        steps.strategy,
        steps.stage,
        steps.entered_on as valid_from,
        coalesce(lead(steps.entered_on) over (
            partition by steps.account_id, steps.life, steps.strategy
            order by steps.entered_on
        ), lives.valid_to, {{ latest_day() }}) as valid_to,
        steps.reason,
        steps.checked_on
    from {{ ref('lifecycle_steps') }} as steps
    inner join {{ ref('account_paying_periods') }} as lives
        on
            steps.account_id = lives.account_id
            and steps.life = lives.life
)

select
    periods.account_id,
    periods.life,
    periods.strategy,
    periods.valid_from,
    periods.valid_to,
    periods.stage,
    {% for state in ['met', 'unmet', 'unknown'] %}
    {{ text_list("case when checks.state = '" ~ state ~ "' then checks.criterion end") }} as criteria_{{ state }},
    {% endfor %}
    periods.reason
from periods
left join {{ ref('lifecycle_criterion_checks') }} as checks
    on
        periods.account_id = checks.account_id
        and periods.checked_on = checks.as_of_date
        and periods.stage = checks.to_stage
group by
    periods.account_id, periods.life, periods.strategy, periods.valid_from, periods.valid_to, periods.stage, periods.reason
union all
select
    by_days.account_id,
    by_days.life,
    'days' as strategy,
    by_days.valid_from,
    by_days.valid_to,
    by_days.stage,
    cast(null as varchar) as criteria_met,
    cast(null as varchar) as criteria_unmet,
    cast(null as varchar) as criteria_unknown,
    'days' as reason
from {{ ref('lifecycle_day_progress') }} as by_days
