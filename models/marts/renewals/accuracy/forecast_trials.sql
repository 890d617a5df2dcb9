-- Of each month, what was forecast, what was known but the method had no basis for, and what nobody knew of yet.
with due as (
    select
        dates.horizon_days,
        dates.forecast_date,
        renewals.renewal_id,
        renewals.account_id,
        renewals.due_date,
        renewals.due_month_end,
        coalesce(positions.segment, renewals.segment) as segment,
        coalesce(positions.owner_id, accounts.owner_id) as owner_id,
        coalesce(positions.owner_name, accounts.owner_name) as owner_name,
        positions.renewal_id is not null as was_known,
        positions.standing,
        cast(coalesce(positions.mrr_due, renewals.mrr_due) * 12 as decimal(18, 6)) as amount_due,
        renewals.outcome,
        case when renewals.outcome = 'renewed' then 1 else 0 end as renewed,
        cast(renewals.renewed_mrr * 12 as decimal(18, 6)) as renewed_amount,
        not renewals.is_provisional as is_settled
    from {{ ref('renewals') }} as renewals
    inner join {{ ref('forecast_horizon_dates') }} as dates
        on renewals.due_month_end = dates.due_month_end
    inner join {{ ref('accounts') }} as accounts
        on renewals.account_id = accounts.account_id
    left join {{ ref('renewal_positions') }} as positions
        on
            renewals.renewal_id = positions.renewal_id
            and dates.forecast_date = positions.forecast_date
    where renewals.mrr_due > 0 or positions.renewal_id is not null
)

select
    due.horizon_days,
    methods.method,
    due.renewal_id,
    due.forecast_date,
    due.account_id,
    due.due_date,
    due.due_month_end,
    due.segment,
    due.owner_id,
    due.owner_name,
    case
        when chances.renewal_id is not null then 'forecast'
        when due.was_known then 'unrated'
        else 'unknown'
    end as coverage,
    due.amount_due,
    chances.probability,
    chances.expected_amount as forecast_amount,
    case due.standing when 'open' then chances.amount_due else chances.expected_amount end as all_renew_amount,
    due.outcome,
    due.is_settled,
    case when due.is_settled then due.renewed_amount end as actual_amount,
    case
        when due.is_settled then cast(due.renewed * chances.amount_if_renewed as decimal(18, 6))
    end as renewed_as_forecast_amount
from due
inner join {{ ref('forecast_methods') }} as methods
    on {{ in_force('methods', 'due.forecast_date') }}
left join {{ ref('forecast_chances') }} as chances
    on
        due.horizon_days = chances.horizon_days
        and methods.method = chances.method
        and due.renewal_id = chances.renewal_id
