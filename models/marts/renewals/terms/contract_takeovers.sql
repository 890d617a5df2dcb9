-- Billing cuts a year short when another contract takes the subscription over, as where contracts are brought to one end.
-- Until then it was that of the contract that it fits best.
with cut_short as (
    select
        periods.account_id,
        periods.subscription_id,
        periods.started_on,
        periods.due_date,
        inside.contract_term_id as next_term_id
    from {{ ref('billed_periods') }} as periods
    inner join {{ ref('billing_terms') }} as next_terms
        on
            periods.subscription_id = next_terms.subscription_id
            and periods.next_started_on = next_terms.started_on
    inner join {{ ref('billing_term_contracts') }} as inside
        on next_terms.term_id = inside.term_id
    where periods.next_started_on <= periods.due_date
),

fitted as (
    select
        cut_short.subscription_id,
        cut_short.next_term_id,
        contract_terms.term_id,
        contract_terms.started_on,
        contract_terms.due_date,
        row_number() over (
            partition by cut_short.subscription_id, cut_short.started_on
            order by
                abs({{ dbt.datediff('contract_terms.started_on', 'cut_short.started_on', 'day') }})
                + abs({{ dbt.datediff('contract_terms.due_date', 'cut_short.due_date', 'day') }}),
                contract_terms.term_id
        ) as fit
    from cut_short
    inner join {{ ref('renewal_rules') }} as rules
        on {{ in_force('rules', 'cut_short.due_date') }}
    inner join {{ ref('contract_terms') }} as contract_terms
        on
            cut_short.account_id = contract_terms.account_id
            and cut_short.started_on >= contract_terms.started_on - rules.fit_days
            and cut_short.due_date <= contract_terms.due_date + rules.fit_days
)

select distinct
    fitted.term_id,
    fitted.subscription_id,
    fitted.started_on,
    fitted.due_date
from fitted
where fitted.fit = 1 and fitted.term_id <> fitted.next_term_id
