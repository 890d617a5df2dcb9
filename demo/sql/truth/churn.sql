-- One row per month in which an account's MRR fell to nothing, with the subscription that ended last.
select
    customers.truth_account_id as account_id,
    max(subscriptions.end_at)::date as churned_on,
    truth_movements.month_end,
    arg_max(churn_causes.cause, subscriptions.end_at) as cause,
    case when arg_max(churn_causes.is_warned, subscriptions.end_at) then 'warned' else 'hidden' end as warning,
from truth_movements
inner join customers on customers.truth_account_id = truth_movements.account_id
inner join subscriptions
    on subscriptions.c = customers.c and subscriptions.is_ended and subscriptions.n <> 5
    and subscriptions.end_at::date <= truth_movements.month_end
inner join churn_causes on churn_causes.s = subscriptions.s
where truth_movements.movement = 'churn'
group by customers.truth_account_id, truth_movements.month_end
order by account_id, churned_on
