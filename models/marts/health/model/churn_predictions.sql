with ranked as (
    select
        contributions.*,
        -- The account that the model knows nothing of is the average one; what tells it apart are the reasons.
        row_number() over (
            partition by contributions.account_id, contributions.as_of_date, contributions.horizon_days
            order by
                case when contributions.factor = 'intercept' then 1 else 0 end,
                abs(contributions.contribution) desc,
                contributions.factor
        ) as reason_rank
    from {{ ref('churn_contributions') }} as contributions
),

odds as (
    select
        ranked.account_id,
        ranked.as_of_date,
        ranked.horizon_days,
        ranked.fit_id,
        cast(sum(ranked.contribution) as decimal(18, 9)) as log_odds
    from ranked
    group by ranked.account_id, ranked.as_of_date, ranked.horizon_days, ranked.fit_id
),

told as (
    select
        ranked.account_id,
        ranked.as_of_date,
        ranked.horizon_days,
        ranked.reason_rank,
        case
            when ranked.factor = 'segment' then 'Segment ' || accounts.segment
            when ranked.factor_value is null then coalesce(metrics.name, ranked.factor) || ' not known'
            else
                coalesce(metrics.name, case when ranked.factor = 'tenure_days' then 'Days as a customer' else ranked.factor end)
                || ' '
                || case
                    when ranked.factor_value = floor(ranked.factor_value) then cast(cast(ranked.factor_value as bigint) as varchar)
                    else cast(cast(ranked.factor_value as decimal(18, 2)) as varchar)
                end
                || coalesce(', ' || cast(cast(ranked.average as decimal(18, 2)) as varchar) || ' on average', '')
        end
        || case when ranked.contribution > 0 then ': raises the risk' else ': lowers the risk' end as reason
    from ranked
    inner join {{ ref('health_accounts') }} as accounts
        on
            ranked.account_id = accounts.account_id
            and ranked.as_of_date = accounts.as_of_date
    left join {{ ref('health_metrics') }} as metrics
        on
            ranked.factor = metrics.metric
            and {{ in_force('metrics', 'ranked.as_of_date') }}
    where ranked.reason_rank <= 3 and ranked.factor <> 'intercept' and ranked.contribution <> 0
),

reasons as (
    select
        told.account_id,
        told.as_of_date,
        told.horizon_days,
        max(case when told.reason_rank = 1 then told.reason end) as reason_1,
        max(case when told.reason_rank = 2 then told.reason end) as reason_2,
        max(case when told.reason_rank = 3 then told.reason end) as reason_3
    from told
    group by told.account_id, told.as_of_date, told.horizon_days
),

chances as (
    select
        odds.*,
        cast(round(1 / (1 + exp(-cast(odds.log_odds as double))), 6) as decimal(9, 6)) as probability
    from odds
)

select
    chances.account_id,
    chances.as_of_date,
    chances.horizon_days,
    chances.fit_id,
    fits.trained_through,
    chances.log_odds,
    chances.probability,
    cast(100 * (1 - chances.probability) as decimal(9, 4)) as score,
    reasons.reason_1,
    reasons.reason_2,
    reasons.reason_3
from chances
inner join {{ ref('churn_model_fits') }} as fits
    on chances.fit_id = fits.fit_id
left join reasons
    on
        chances.account_id = reasons.account_id
        and chances.as_of_date = reasons.as_of_date
        and chances.horizon_days = reasons.horizon_days
