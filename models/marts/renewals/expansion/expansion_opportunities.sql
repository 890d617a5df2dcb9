-- Who leads it: the most particular row of the ownership that fits its signal, type and size.
with owned as (
    select
        told.*,
        ownership.scenario,
        ownership.owner_role,
        ownership.support_role,
        ownership.hand_over_stage,
        row_number() over (
            partition by told.expansion_opportunity_id
            order by
                case when ownership.signal is null then 1 else 0 end,
                case when ownership.expansion_type is null then 1 else 0 end,
                ownership.least_amount desc nulls last,
                ownership.scenario asc
        ) as fit
    from {{ ref('expansion_values') }} as told
    inner join {{ ref('expansion_ownership') }} as ownership
        on
            {{ in_force('ownership', 'told.opened_on') }}
            and (ownership.least_amount is null or told.amount >= ownership.least_amount)
            and (ownership.signal is null or told.signal = ownership.signal)
            and (ownership.expansion_type is null or told.expansion_type = ownership.expansion_type)
)

select
    owned.expansion_opportunity_id,
    owned.account_id,
    owned.signal,
    owned.opened_on,
    owned.expansion_type,
    owned.segment,
    {{ filled_in('owned.wording', {
        'value': plain_number('owned.value'),
        'base': plain_number('owned.base'),
        'figure': plain_number('owned.figure'),
        'detail': 'owned.detail',
        'since': day_told('owned.since_on'),
    }) }} as evidence,
    owned.action,
    owned.faded_on,
    owned.stage,
    owned.stage_rank,
    cast(owned.probability as decimal(9, 6)) as probability,
    owned.amount,
    owned.amount_basis,
    {{ converted('owned.amount', 'owned.probability') }} as expected_amount,
    owned.opportunity_id,
    owned.sourced_by,
    owned.scenario,
    owned.owner_role,
    owned.support_role,
    handed.reached_on as handed_over_on,
    owned.outcome,
    owned.closed_on,
    cast(owned.credited_mrr as decimal(18, 6)) as credited_mrr,
    cast(12 * owned.credited_mrr as decimal(18, 6)) as credited_amount,
    owned.is_in_pipeline,
    owned.version as rule_version
from owned
left join {{ ref('expansion_deal_stages') }} as handed
    on
        owned.opportunity_id = handed.opportunity_id
        and owned.hand_over_stage = handed.stage
where owned.fit = 1
