-- What was sold counts from its day of closing, what was learnt from the day on which that was known.
{% set columns = ['account_id', 'fact', 'fact_key', 'happened_on', 'known_on', 'source_system', 'source_table', 'source_file'] %}
with sold as (
    select
        crm_accounts.account_id,
        'expansion_won' as fact,
        opportunities.opportunity_id as fact_key,
        opportunities.closes_on as happened_on,
        greatest(
            opportunities.closes_on, coalesce({{ reporting_date('opportunities.created_at') }}, opportunities.closes_on)
        ) as known_on,
        'salesforce' as source_system,
        'stg_salesforce__opportunities' as source_table,
        opportunities.source_file,
        opportunities.source_row
    from {{ ref('stg_salesforce__opportunities') }} as opportunities
    inner join {{ ref('crm_accounts') }} as crm_accounts
        on opportunities.account_id = crm_accounts.crm_account_id
    inner join {{ ref('expansion_opportunity_types') }} as types
        on
            lower(trim(opportunities.opportunity_type)) = types.opportunity_type
            and {{ in_force('types', 'opportunities.closes_on') }}
    where opportunities.is_won and not opportunities.is_deleted
),

learnt as (
    select
        days.account_id,
        'user_trained' as fact,
        days.user_id as fact_key,
        days.happened_on,
        days.known_on,
        'segment' as source_system,
        'stg_segment__tracks' as source_table,
        cast(null as varchar) as source_file,
        cast(null as bigint) as source_row
    from {{ ref('product_user_days') }} as days
    where days.user_id is not null and days.trainings > 0
),

facts as (
    {% for kind in ['sold', 'learnt'] %}
    select
        {% for column in columns %}
        {{ kind }}.{{ column }},
        {% endfor %}
        {{ kind }}.source_row
    from {{ kind }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    facts.account_id,
    facts.fact,
    facts.fact_key,
    facts.happened_on,
    facts.known_on,
    cast(null as date) as ended_on,
    cast(1 as decimal(18, 6)) as amount,
    facts.source_system,
    facts.source_table,
    facts.source_file,
    facts.source_row
from facts
where facts.known_on <= {{ as_of_day() }}
