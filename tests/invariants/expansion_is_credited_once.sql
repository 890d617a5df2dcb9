-- What opportunities are credited with adds up to the credits, an account-month is credited with no more than its expansion, and
-- only with what is open to it: after it opened, and while the account pays.
with told as (
    select
        opportunities.expansion_opportunity_id,
        opportunities.account_id,
        opportunities.opened_on,
        opportunities.credited_mrr,
        coalesce(sum(credits.credited_mrr), 0) as credits_mrr,
        min(credits.expanded_on) as first_credited_on,
        count(case when credits.account_id <> opportunities.account_id then 1 end) as others
    from {{ ref('expansion_opportunities') }} as opportunities
    left join {{ ref('expansion_credits') }} as credits
        on opportunities.expansion_opportunity_id = credits.expansion_opportunity_id
    group by
        opportunities.expansion_opportunity_id, opportunities.account_id, opportunities.opened_on, opportunities.credited_mrr
)

select
    told.account_id,
    told.expansion_opportunity_id as subject,
    told.credited_mrr as credited,
    told.credits_mrr as found
from told
where told.credited_mrr <> told.credits_mrr or told.first_credited_on < told.opened_on or told.others > 0
union all
select
    coalesce(movements.account_id, credits.account_id) as account_id,
    cast(coalesce(movements.month_end, credits.month_end) as varchar) as subject,
    credits.credited_mrr as credited,
    movements.amount as found
from {{ ref('expansion_credits') }} as credits
left join {{ ref('mrr_movements') }} as movements
    on
        credits.account_id = movements.account_id
        and credits.month_end = movements.month_end
        and movements.movement = 'expansion'
where
    movements.amount is null
    or credits.credited_mrr > movements.amount
    or credits.growth_mrr > movements.amount
    or credits.expansion_mrr <> movements.amount
