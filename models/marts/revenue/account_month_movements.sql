-- The net change of an account in a month, at the rate of the month's opening, is one movement; what is left of the change
-- of its balance is what the rate did. An account without an opening balance has nothing that a rate could have changed.
with changes as (
    select
        currencies.account_id,
        currencies.month_end,
        sum(
            {{ converted('currencies.closing_local_mrr - currencies.opening_local_mrr', 'currencies.opening_rate') }}
        ) as volume
    from {{ ref('account_currency_mrr') }} as currencies
    group by currencies.account_id, currencies.month_end
),

volumes as (
    select
        account_mrr.account_id,
        account_mrr.month_end,
        account_mrr.segment,
        account_mrr.is_provisional,
        account_mrr.opening_mrr,
        account_mrr.closing_mrr,
        account_mrr.paid_months,
        case
            when account_mrr.opening_mrr > 0 and account_mrr.closing_mrr > 0 then changes.volume
            else account_mrr.closing_mrr - account_mrr.opening_mrr
        end as volume
    from {{ ref('account_mrr') }} as account_mrr
    inner join changes
        on
            account_mrr.account_id = changes.account_id
            and account_mrr.month_end = changes.month_end
)

select
    volumes.account_id,
    volumes.month_end,
    volumes.segment,
    volumes.is_provisional,
    volumes.opening_mrr,
    volumes.closing_mrr,
    cast(case when volumes.opening_mrr = 0 and volumes.paid_months = 1 then volumes.volume else 0 end as decimal(18, 6)) as new_mrr,
    cast(case when volumes.opening_mrr = 0 and volumes.paid_months > 1 then volumes.volume else 0 end as decimal(18, 6))
        as reactivation_mrr,
    cast(case when volumes.opening_mrr > 0 and volumes.closing_mrr > 0 then greatest(volumes.volume, 0) else 0 end as decimal(18, 6))
        as expansion_mrr,
    cast(case when volumes.opening_mrr > 0 and volumes.closing_mrr > 0 then least(volumes.volume, 0) else 0 end as decimal(18, 6))
        as contraction_mrr,
    cast(case when volumes.opening_mrr > 0 and volumes.closing_mrr = 0 then volumes.volume else 0 end as decimal(18, 6)) as churn_mrr,
    cast(volumes.closing_mrr - volumes.opening_mrr - volumes.volume as decimal(18, 6)) as fx_mrr
from volumes
