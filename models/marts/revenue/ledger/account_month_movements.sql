-- By month end, the net change of an account in a month is one movement, told at the rate that policy fx takes; what is left of
-- the change of its balance is what the rate did. An account without an opening or without a closing balance has nothing that
-- a rate could have changed. By events, each day's change is a movement, told the same way.
{% set movements = [
    ('new', 'volumes.opening_mrr = 0 and volumes.paid_months = 1'),
    ('reactivation', 'volumes.opening_mrr = 0 and volumes.paid_months > 1'),
    ('expansion', 'volumes.opening_mrr > 0 and volumes.closing_mrr > 0 and volumes.volume > 0'),
    ('contraction', 'volumes.opening_mrr > 0 and volumes.closing_mrr > 0 and volumes.volume < 0'),
    ('churn', 'volumes.opening_mrr > 0 and volumes.closing_mrr = 0'),
] %}
with changes as (
    select
        {% for rate in ['opening_rate', 'rate'] %}
        sum({{ converted('currencies.closing_local_mrr - currencies.opening_local_mrr', 'currencies.' ~ rate) }})
            as volume_at_{{ rate }},
        {% endfor %}
        currencies.account_id,
        currencies.month_end
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
        policies.movement_grain,
        policies.fx,
        case
            when account_mrr.opening_mrr = 0 or account_mrr.closing_mrr = 0 or policies.fx = 'reported'
                then account_mrr.closing_mrr - account_mrr.opening_mrr
            when policies.fx = 'closing_rate' then changes.volume_at_rate
            else changes.volume_at_opening_rate
        end as volume
    from {{ ref('account_mrr') }} as account_mrr
    inner join changes
        on
            account_mrr.account_id = changes.account_id
            and account_mrr.month_end = changes.month_end
    cross join {{ ref('policies_in_force') }} as policies
),

told as (
    select
        {% for movement, condition in movements %}
        case
            when volumes.movement_grain = 'events' then coalesce(events.{{ movement }}_mrr, 0)
            when {{ condition }} then volumes.volume
            else 0
        end as {{ movement }}_mrr,
        {% endfor %}
        volumes.*
    from volumes
    left join {{ ref('account_event_movements') }} as events
        on
            volumes.account_id = events.account_id
            and volumes.month_end = events.month_end
),

rests as (
    select
        told.*,
        told.closing_mrr - told.opening_mrr - told.new_mrr - told.reactivation_mrr - told.expansion_mrr - told.contraction_mrr
        - told.churn_mrr as rest
    from told
)

select
    rests.account_id,
    rests.month_end,
    rests.segment,
    rests.is_provisional,
    rests.opening_mrr,
    rests.closing_mrr,
    cast(rests.new_mrr as decimal(18, 6)) as new_mrr,
    cast(rests.reactivation_mrr as decimal(18, 6)) as reactivation_mrr,
    cast(rests.expansion_mrr + case when rests.fx = 'reported' then greatest(rests.rest, 0) else 0 end as decimal(18, 6))
        as expansion_mrr,
    cast(rests.contraction_mrr + case when rests.fx = 'reported' then least(rests.rest, 0) else 0 end as decimal(18, 6))
        as contraction_mrr,
    cast(rests.churn_mrr as decimal(18, 6)) as churn_mrr,
    cast(case when rests.fx = 'reported' then 0 else rests.rest end as decimal(18, 6)) as fx_mrr
from rests
