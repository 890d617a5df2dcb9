{% set texts = ['opportunity_type', 'stage_name', 'forecast_category', 'currency', 'owner_id', 'lead_source', 'loss_reason'] %}
with opportunities as (
    select
        opportunities.opportunity_id,
        crm_accounts.account_id,
        {{ reporting_date('coalesce(opportunities.created_at, opportunities.modified_at)') }} as created_on,
        case when opportunities.is_deleted then {{ reporting_date('opportunities.modified_at') }} end as deleted_on
    from {{ ref('stg_salesforce__opportunities') }} as opportunities
    inner join {{ ref('crm_accounts') }} as crm_accounts
        on opportunities.account_id = crm_accounts.crm_account_id
),

changing as (
    {% for edge in ['valid_from', 'valid_to'] %}
    select
        field_values.opportunity_id,
        field_values.{{ edge }} as changes_on
    from {{ ref('opportunity_field_values') }} as field_values
    where field_values.{{ edge }} is not null
    {{ 'union' if not loop.last }}
    {% endfor %}
),

days as (
    select
        changing.opportunity_id,
        changing.changes_on as valid_from,
        lead(changing.changes_on) over (partition by changing.opportunity_id order by changing.changes_on) as valid_to
    from changing
),

wide as (
    select
        days.opportunity_id,
        days.valid_from,
        days.valid_to,
        {% for column in texts %}
        max(case when field_values.field = '{{ column }}' then field_values.value end) as {{ column }},
        {% endfor %}
        max(case when field_values.field = 'probability_percent' then field_values.value end) as probability_percent,
        max(case when field_values.field = 'amount' then field_values.value end) as amount,
        max(case when field_values.field = 'closes_on' then field_values.value end) as closes_on,
        max(case when field_values.field = 'is_closed' then field_values.value end) as is_closed,
        max(case when field_values.field = 'is_won' then field_values.value end) as is_won
    from days
    inner join {{ ref('opportunity_field_values') }} as field_values
        on
            days.opportunity_id = field_values.opportunity_id
            and days.valid_from >= field_values.valid_from
            and (field_values.valid_to is null or days.valid_from < field_values.valid_to)
    group by days.opportunity_id, days.valid_from, days.valid_to
)

select
    opportunities.opportunity_id,
    opportunities.account_id,
    wide.valid_from,
    coalesce(least(wide.valid_to, opportunities.deleted_on), wide.valid_to, opportunities.deleted_on) as valid_to,
    wide.opportunity_type,
    wide.stage_name,
    {{ try_cast('wide.probability_percent', 'decimal(18, 6)') }} as probability_percent,
    wide.forecast_category,
    {{ try_cast('wide.amount', 'decimal(18, 6)') }} as amount,
    lower(wide.currency) as currency,
    {{ try_cast('substr(wide.closes_on, 1, 10)', 'date') }} as closes_on,
    {{ salesforce_id_18('wide.owner_id') }} as owner_id,
    coalesce(wide.is_closed = 'true', false) as is_closed,
    coalesce(wide.is_won = 'true', false) as is_won,
    wide.lead_source,
    wide.loss_reason,
    opportunities.created_on
from opportunities
inner join wide
    on opportunities.opportunity_id = wide.opportunity_id
where opportunities.deleted_on is null or wide.valid_from < opportunities.deleted_on
