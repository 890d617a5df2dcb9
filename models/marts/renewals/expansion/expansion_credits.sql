-- What an account grew by in a month is credited once: to the earliest opportunity that is open to it on the day on which its
-- MRR first rose in that month. A signal is open to it for its days, one with an opportunity of the CRM until that is decided.
with grown as (
    select
        amounts.account_id,
        amounts.month_end,
        sum(amounts.amount) as expansion_mrr,
        -- What was gained in price, or given up beside it, is nobody's sale.
        least(
            sum(case when amounts.expansion_type in ('price_uplift', 'offset') then 0 else amounts.amount end),
            sum(amounts.amount)
        ) as growth_mrr,
        bool_or(amounts.is_provisional) as is_provisional
    from {{ ref('expansion_amounts') }} as amounts
    group by amounts.account_id, amounts.month_end
),

turns as (
    select
        turns.account_id,
        {{ month_end('turns.turned_on') }} as month_end,
        min(turns.turned_on) as turned_on
    from {{ ref('account_turns') }} as turns
    where turns.turn = 'expansion'
    group by turns.account_id, {{ month_end('turns.turned_on') }}
),

dated as (
    select
        grown.*,
        least(coalesce(turns.turned_on, grown.month_end), {{ as_of_day() }}) as expanded_on
    from grown
    left join turns
        on
            grown.account_id = turns.account_id
            and grown.month_end = turns.month_end
    where grown.growth_mrr > 0
),

windows as (
    select
        candidates.*,
        case
            when deals.won_on is not null then greatest(candidates.opened_on + candidates.credit_days, deals.won_on + rules.booking_days)
            when deals.lost_on is not null then deals.lost_on
            when deals.opportunity_id is not null then {{ latest_day() }}
            else candidates.opened_on + candidates.credit_days
        end as credit_until
    from {{ ref('expansion_candidates') }} as candidates
    inner join {{ ref('expansion_rules') }} as rules
        on {{ in_force('rules', 'candidates.opened_on') }}
    left join {{ ref('expansion_deals') }} as deals
        on candidates.opportunity_id = deals.opportunity_id
),

ranked as (
    select
        dated.*,
        windows.expansion_opportunity_id,
        row_number() over (
            partition by dated.account_id, dated.month_end
            order by windows.opened_on, windows.expansion_opportunity_id
        ) as place
    from dated
    left join windows
        on
            dated.account_id = windows.account_id
            and dated.expanded_on >= windows.credit_from
            and dated.expanded_on <= windows.credit_until
            and (windows.left_on is null or dated.expanded_on < windows.left_on)
)

select
    ranked.account_id,
    ranked.month_end,
    ranked.expanded_on,
    cast(ranked.expansion_mrr as decimal(18, 6)) as expansion_mrr,
    cast(ranked.growth_mrr as decimal(18, 6)) as growth_mrr,
    ranked.expansion_opportunity_id,
    cast(case when ranked.expansion_opportunity_id is null then 0 else ranked.growth_mrr end as decimal(18, 6)) as credited_mrr,
    ranked.is_provisional
from ranked
where ranked.place = 1
