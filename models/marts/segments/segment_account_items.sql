-- What a paying account adds to its segments: its answers and its first value of the last twelve months, its cost of the month.
with months as (
    select
        months.account_id,
        months.month_end,
        months.state_date,
        {{ month_end(dbt.dateadd('month', -12, 'months.month_end')) }} as opened_on,
        months.active_owner_id as owner_id
    from {{ ref('covered_months') }} as months
),

answered as (
    select
        responses.account_id,
        {{ month_end('responses.responded_on') }} as month_end,
        count(*) as responses,
        sum(case when responses.answer_kind = 'promoter' then 1 else 0 end) as promoters,
        sum(case when responses.answer_kind = 'detractor' then 1 else 0 end) as detractors
    from {{ ref('survey_responses') }} as responses
    where responses.survey_type = 'nps' and responses.is_counted
    group by responses.account_id, {{ month_end('responses.responded_on') }}
),

asked as (
    select
        months.account_id,
        months.month_end,
        sum(answered.responses) as responses,
        sum(answered.promoters) as promoters,
        sum(answered.detractors) as detractors
    from months
    inner join answered
        on
            months.account_id = answered.account_id
            and months.opened_on < answered.month_end
            and months.month_end >= answered.month_end
    group by months.account_id, months.month_end
)

select
    months.account_id,
    months.month_end,
    months.owner_id,
    coalesce(asked.responses, 0) as responses,
    coalesce(asked.promoters, 0) as promoters,
    coalesce(asked.detractors, 0) as detractors,
    coalesce(journeys.days_to_first_value, 0) as value_days,
    case when journeys.account_id is null then 0 else 1 end as valued_accounts,
    coalesce(costs.annual_cost, 0) as annual_cost,
    coalesce(costs.arr, 0) as costed_arr
from months
left join asked
    on
        months.account_id = asked.account_id
        and months.month_end = asked.month_end
left join {{ ref('account_journeys') }} as journeys
    on
        months.account_id = journeys.account_id
        and months.opened_on < journeys.first_value_on
        and months.state_date >= journeys.first_value_on
left join {{ ref('cost_to_serve') }} as costs
    on
        months.account_id = costs.account_id
        and months.month_end = costs.month_end
