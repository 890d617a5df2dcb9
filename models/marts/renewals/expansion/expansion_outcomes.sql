-- The CRM says how its opportunities end. A signal without one is won by the growth credited to it, lost when the account leaves,
-- and expires after its days.
with credited as (
    select
        credits.expansion_opportunity_id,
        min(credits.expanded_on) as first_credited_on,
        sum(credits.credited_mrr) as credited_mrr
    from {{ ref('expansion_credits') }} as credits
    where credits.expansion_opportunity_id is not null
    group by credits.expansion_opportunity_id
),

decided as (
    select
        candidates.*,
        deals.stage_rank,
        deals.furthest_rank,
        deals.amount as crm_amount,
        deals.sourced_by,
        deals.expansion_type as crm_expansion_type,
        credited.credited_mrr,
        case
            when deals.won_on is not null then 'won'
            when deals.lost_on is not null then 'lost'
            when deals.opportunity_id is not null then 'open'
            when credited.first_credited_on is not null then 'won'
            when candidates.left_on <= candidates.opened_on + candidates.expires_days then 'lost'
            when candidates.opened_on + candidates.expires_days <= {{ as_of_day() }} then 'expired'
            else 'open'
        end as outcome,
        coalesce(deals.won_on, deals.lost_on, credited.first_credited_on) as decided_on
    from {{ ref('expansion_candidates') }} as candidates
    left join {{ ref('expansion_deals') }} as deals
        on candidates.opportunity_id = deals.opportunity_id
    left join credited
        on candidates.expansion_opportunity_id = credited.expansion_opportunity_id
),

staged as (
    select
        decided.*,
        case
            when decided.outcome = 'open' then null
            when decided.decided_on is not null then decided.decided_on
            when decided.outcome = 'lost' then decided.left_on
            else decided.opened_on + decided.expires_days
        end as closed_on,
        -- What was lost shows how far it had come.
        case
            when decided.outcome = 'won' then (select max(stages.stage_rank) from {{ ref('expansion_stages') }} as stages)
            when decided.outcome = 'lost' then coalesce(decided.furthest_rank, 1)
            else coalesce(decided.stage_rank, 1)
        end as shown_rank
    from decided
)

select
    staged.expansion_opportunity_id,
    staged.outcome,
    staged.closed_on,
    stages.stage,
    stages.stage_rank,
    case when staged.outcome in ('lost', 'expired') then 0 else stages.probability end as probability,
    staged.crm_amount,
    staged.crm_expansion_type,
    staged.sourced_by,
    coalesce(staged.credited_mrr, 0) as credited_mrr
from staged
inner join {{ ref('expansion_stages') }} as stages
    on
        staged.shown_rank = stages.stage_rank
        and {{ in_force('stages', 'coalesce(staged.closed_on, ' ~ as_of_day() ~ ')') }}
