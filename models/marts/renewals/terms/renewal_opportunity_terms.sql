-- Some organisations put the contract that ends on a renewal opportunity, others the one that follows: the close date tells
-- which, because it lies near the end of the former and near the start of the latter.
with opportunities as (
    select
        opportunities.opportunity_id,
        crm_accounts.account_id,
        opportunities.contract_id,
        {{ reporting_date('opportunities.created_at') }} as created_on,
        opportunities.closes_on,
        opportunities.is_closed,
        opportunities.is_won
    from {{ ref('stg_salesforce__opportunities') }} as opportunities
    inner join {{ ref('crm_accounts') }} as crm_accounts
        on opportunities.account_id = crm_accounts.crm_account_id
    inner join {{ ref('renewal_opportunity_types') }} as types
        on
            lower(trim(opportunities.opportunity_type)) = types.opportunity_type
            and {{ in_force('types', 'opportunities.closes_on') }}
    where not opportunities.is_deleted
),

near_ends as (
    select
        opportunities.*,
        terms.term_id,
        coalesce(opportunities.contract_id = terms.contract_id, false) as is_named,
        abs({{ dbt.datediff('terms.due_date', 'opportunities.closes_on', 'day') }}) as days_from_end,
        abs({{ dbt.datediff('terms.started_on', 'opportunities.closes_on', 'day') }}) as days_from_start
    from opportunities
    inner join {{ ref('renewal_terms') }} as terms
        on opportunities.account_id = terms.account_id
    inner join {{ ref('renewal_rules') }} as rules
        on {{ in_force('rules', 'terms.due_date') }}
    where
        opportunities.closes_on >= terms.due_date - rules.lead_days
        and opportunities.closes_on <= terms.due_date + rules.late_days
),

ranked as (
    select
        near_ends.*,
        row_number() over (
            partition by near_ends.opportunity_id
            order by case when near_ends.is_named then 0 else 1 end, near_ends.days_from_end, near_ends.term_id
        ) as nearness
    from near_ends
    where not near_ends.is_named or near_ends.days_from_end <= near_ends.days_from_start
)

select
    ranked.opportunity_id,
    ranked.term_id,
    ranked.created_on,
    ranked.closes_on,
    ranked.is_closed,
    ranked.is_won
from ranked
where ranked.nearness = 1
