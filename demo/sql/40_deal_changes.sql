-- The CRM's history of fields: a row for each field that a step changed.
create or replace table deal_changes as
with compared as (
    select
        deal,
        step_at,
        stage,
        probability,
        category,
        lag(stage) over steps as stage_before,
        lag(probability) over steps as probability_before,
        lag(category) over steps as category_before,
    from deal_steps
    window steps as (partition by deal order by n)
),

changed as (
    select deal, step_at, 'StageName' as field, stage_before as old_value, stage as new_value
    from compared
    where stage_before <> stage
    union all
    select deal, step_at, 'Probability', probability_before::varchar, probability::varchar
    from compared
    where probability_before <> probability
    union all
    select deal, step_at, 'ForecastCategoryName', category_before, category
    from compared
    where category_before <> category
    union all
    select deal, closed_at, 'CloseDate', planned_at::date::varchar, closed_at::date::varchar
    from deals
    where is_closed and planned_at::date <> closed_at::date
    union all
    select deal, deals.closed_at, 'Loss_Reason__c', null, loss_reason
    from deal_reasons
    inner join deals using (deal)
    where loss_reason is not null
)

select *, row_number() over (order by deal, step_at, field) as change
from changed;
