-- What the CRM gives no amount for is, once won, worth what was credited to it; before, and where it was not won, it is estimated at
-- the signal's share of the ARR that the account opened the month with.
with valued as (
    select
        candidates.*,
        outcomes.outcome,
        outcomes.closed_on,
        outcomes.stage,
        outcomes.stage_rank,
        outcomes.probability,
        outcomes.sourced_by,
        outcomes.credited_mrr,
        coalesce(nullif(signals.expansion_type, 'any'), outcomes.crm_expansion_type, 'any') as expansion_type,
        signals.wording,
        signals.action,
        coalesce(account_mrr.segment, 'unknown') as segment,
        case
            when outcomes.crm_amount is not null then 'crm'
            when outcomes.outcome = 'won' then 'credited'
            else 'estimate'
        end as amount_basis,
        cast(
            case
                when outcomes.crm_amount is not null then outcomes.crm_amount
                when outcomes.outcome = 'won' then 12 * outcomes.credited_mrr
                else coalesce({{ converted('12 * account_mrr.opening_mrr', 'signals.estimate_share') }}, 0)
            end as decimal(18, 6)
        ) as amount
    from {{ ref('expansion_candidates') }} as candidates
    inner join {{ ref('expansion_outcomes') }} as outcomes
        on candidates.expansion_opportunity_id = outcomes.expansion_opportunity_id
    inner join {{ ref('expansion_signals') }} as signals
        on
            candidates.signal = signals.signal
            and candidates.version = signals.version
    left join {{ ref('account_mrr') }} as account_mrr
        on
            candidates.account_id = account_mrr.account_id
            and {{ month_end('candidates.opened_on') }} = account_mrr.month_end
),

-- Signals beside one another tell of the same money: per account and type the first one counts, and none where the CRM has an
-- opportunity of that type; one of any type counts where nothing else does.
placed as (
    select
        valued.*,
        sum(case when valued.outcome = 'open' and valued.expansion_type <> 'any' then 1 else 0 end) over (
            partition by valued.account_id
        ) as typed_rows,
        row_number() over (
            partition by valued.account_id, valued.expansion_type, valued.outcome
            order by
                case when valued.opportunity_id is null then 1 else 0 end, valued.opened_on, valued.expansion_opportunity_id
        ) as place
    from valued
)

{% set columns = [
    'expansion_opportunity_id', 'account_id', 'signal', 'version', 'opened_on', 'faded_on', 'value', 'base', 'figure', 'detail',
    'since_on', 'opportunity_id', 'outcome', 'closed_on', 'stage', 'stage_rank', 'probability', 'sourced_by', 'credited_mrr',
    'expansion_type', 'wording', 'action', 'segment', 'amount_basis', 'amount',
] %}
select
    placed.{{ columns | join(', placed.') }},
    placed.outcome = 'open'
    and (placed.opportunity_id is not null or (placed.place = 1 and (placed.expansion_type <> 'any' or placed.typed_rows = 0)))
        as is_in_pipeline
from placed
