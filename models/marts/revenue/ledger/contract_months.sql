-- The months over which a contract with a ramp counts flat: from its first day with a rate to its last, cut short where
-- service ends or the account's next contract begins.
with served as (
    select
        terms.account_id,
        rates.valid_from,
        least(
            terms.ended_on,
            coalesce(rates.valid_to, case when not terms.counts_as_mrr or not terms.is_exported then rates.billed_to end)
        ) as served_to
    from {{ ref('item_rates') }} as rates
    inner join {{ ref('subscription_terms') }} as terms
        on
            rates.subscription_id = terms.subscription_id
            and rates.history = terms.history
    where rates.mrr_list > 0
),

signed as (
    select
        crm_accounts.account_id,
        contracts.contract_id,
        contracts.started_on,
        coalesce(
            contracts.ended_on + 1,
            cast({{ dbt.dateadd('month', 'cast(contracts.term_months as integer)', 'contracts.started_on') }} as date)
        ) as ended_before
    from {{ ref('stg_salesforce__contracts') }} as contracts
    inner join {{ ref('crm_accounts') }} as crm_accounts
        on contracts.account_id = crm_accounts.crm_account_id
    cross join {{ ref('policies_in_force') }} as policies
    where
        policies.ramp = 'flat'
        and not contracts.is_deleted
        and (contracts.activated_at is not null or contracts.status = 'Activated')
),

followed as (
    select
        signed.account_id,
        signed.contract_id,
        signed.started_on,
        least(
            signed.ended_before,
            lead(signed.started_on) over (
                partition by signed.account_id
                order by signed.started_on, signed.ended_before, signed.contract_id
            )
        ) as ended_before
    from signed
),

contracts as (
    select
        followed.account_id,
        followed.contract_id,
        min(greatest(followed.started_on, served.valid_from)) as started_on,
        max(least(followed.ended_before, served.served_to)) as ended_before
    from followed
    inner join served
        on
            followed.account_id = served.account_id
            and followed.ended_before > served.valid_from
            and (served.served_to is null or followed.started_on < served.served_to)
    group by followed.account_id, followed.contract_id
),

series as (
    {{ dbt.generate_series(1200) }}
),

numbers as (
    select cast(series.generated_number as integer) - 1 as number
    from series
),

spans as (
    select
        contracts.*,
        {{ month_ends_passed('contracts.started_on', 'contracts.ended_before') }} as month_ends
    from contracts
),

months as (
    select
        spans.account_id,
        spans.contract_id,
        spans.started_on,
        spans.ended_before,
        cast({{ dbt.dateadd('month', 'numbers.number', 'spans.started_on') }} as date) as month_start
    from spans
    inner join numbers
        on spans.month_ends >= numbers.number
)

select
    months.account_id,
    months.contract_id,
    months.started_on,
    months.ended_before,
    months.month_start,
    count(*) over (partition by months.account_id, months.contract_id) as months
from months
where months.month_start < months.ended_before
