-- An account that starts, returns or leaves does so as a whole: its movement names what its items did.
select
    currencies.account_id,
    currencies.currency,
    currencies.month_end,
    case
        when movements.opening_mrr = 0 then currencies.rate
        when policies.fx = 'closing_rate' and movements.closing_mrr > 0 then currencies.rate
        else currencies.opening_rate
    end as opening_rate,
    case
        when movements.opening_mrr = 0 then currencies.rate
        when policies.fx in ('closing_rate', 'reported') and movements.closing_mrr > 0 then currencies.rate
        else currencies.opening_rate
    end as closing_rate,
    case
        when movements.opening_mrr > 0 and movements.closing_mrr > 0 then 'change'
        when movements.opening_mrr > 0 then 'churn'
        when movements.new_mrr > 0 then 'new'
        else 'reactivation'
    end as movement
from {{ ref('account_currency_mrr') }} as currencies
inner join {{ ref('account_month_movements') }} as movements
    on
        currencies.account_id = movements.account_id
        and currencies.month_end = movements.month_end
cross join {{ ref('policies_in_force') }} as policies
