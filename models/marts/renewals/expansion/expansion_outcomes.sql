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
        deals.stage_rank as crm_rank,
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
            when decided.outcome = 'won' then null
            when decided.outcome = 'lost' then coalesce(decided.furthest_rank, 1)
            else coalesce(decided.crm_rank, 1)
        end as shown_rank
    from decided
),

-- What was won is at the last of the stages then in force, as is what had come further than they go.
placed as (
    select
        staged.*,
        stages.stage,
        stages.stage_rank,
        stages.probability,
        row_number() over (
            partition by staged.expansion_opportunity_id
            order by case when stages.stage_rank > staged.shown_rank then 1 else 0 end, stages.stage_rank desc
        ) as place
    from staged
    left join {{ ref('expansion_stages') }} as stages
        on {{ in_force('stages', 'coalesce(staged.closed_on, ' ~ as_of_day() ~ ')') }}
)

select
    placed.expansion_opportunity_id,
    placed.outcome,
    placed.closed_on,
    placed.stage,
    placed.stage_rank,
    case when placed.outcome in ('lost', 'expired') then 0 else placed.probability end as probability,
    placed.crm_amount,
    placed.crm_expansion_type,
    placed.sourced_by,
    coalesce(placed.credited_mrr, 0) as credited_mrr
from placed
where placed.place = 1
