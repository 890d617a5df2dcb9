with signed as (
    select
        contracts.contract_id,
        crm_accounts.account_id,
        contracts.started_on,
        coalesce(
            contracts.ended_on,
            cast({{ dbt.dateadd('month', 'cast(contracts.term_months as integer)', 'contracts.started_on') }} as date) - 1
        ) as due_date,
        {{ reporting_date('contracts.activated_at') }} as signed_on,
        contracts.auto_renews,
        cast(contracts.notice_days as integer) as notice_days
    from {{ ref('stg_salesforce__contracts') }} as contracts
    inner join {{ ref('crm_accounts') }} as crm_accounts
        on contracts.account_id = crm_accounts.crm_account_id
    where
        not contracts.is_deleted
        and (contracts.status = 'Activated' or contracts.activated_at is not null)
        -- A past day can be rebuilt from a later export, which knows of later signatures.
        and (contracts.activated_at is null or contracts.activated_at <= {{ as_of() }})
)

select
    'contract:' || signed.contract_id as term_id,
    signed.contract_id,
    signed.account_id,
    signed.started_on,
    signed.due_date,
    signed.signed_on,
    signed.auto_renews,
    signed.notice_days
from signed
where signed.due_date >= signed.started_on
