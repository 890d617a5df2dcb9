-- Weekly scores of a fit whose outcome is over: how many pairs of a lost and a kept account stand in order.
with clock as (
    select {{ as_of_day() }} as today
),

scored as (
    select
        predictions.fit_id,
        predictions.horizon_days,
        predictions.probability,
        case
            when lives.valid_to <= {{ dbt.dateadd('day', 'predictions.horizon_days', 'predictions.as_of_date') }} then 1
            else 0
        end as churned
    from {{ ref('churn_predictions') }} as predictions
    cross join clock
    inner join {{ ref('health_accounts') }} as accounts
        on
            predictions.account_id = accounts.account_id
            and predictions.as_of_date = accounts.as_of_date
            and accounts.is_weekly
    inner join {{ ref('account_paying_periods') }} as lives
        on
            accounts.account_id = lives.account_id
            and accounts.life = lives.life
    where {{ dbt.dateadd('day', 'predictions.horizon_days', 'predictions.as_of_date') }} <= clock.today
),

counted as (
    select
        scored.fit_id,
        scored.horizon_days,
        scored.probability,
        count(*) as cases,
        sum(scored.churned) as churned
    from scored
    group by scored.fit_id, scored.horizon_days, scored.probability
),

ordered as (
    select
        counted.*,
        sum(counted.cases - counted.churned) over (
            partition by counted.fit_id order by counted.probability rows unbounded preceding
        ) as kept_so_far
    from counted
)

select
    ordered.fit_id,
    ordered.horizon_days,
    cast(sum(ordered.cases) as integer) as cases,
    cast(sum(ordered.churned) as integer) as churned_cases,
    cast(sum(ordered.cases * ordered.probability) as decimal(18, 6)) as expected_churned_cases,
    -- Ties count half: the kept of lower probability, and half of those of the same.
    cast(sum(ordered.churned * (ordered.kept_so_far - 0.5 * (ordered.cases - ordered.churned))) as decimal(18, 1))
        as auc_numerator,
    cast(sum(ordered.churned) * sum(ordered.cases - ordered.churned) as decimal(18, 1)) as auc_denominator,
    {{ divide(
        'sum(ordered.churned * (ordered.kept_so_far - 0.5 * (ordered.cases - ordered.churned)))',
        'sum(ordered.churned) * sum(ordered.cases - ordered.churned)',
    ) }} as auc
from ordered
group by ordered.fit_id, ordered.horizon_days
