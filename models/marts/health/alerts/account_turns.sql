-- In the subscriptions' own currencies, so that no rate of exchange is taken for a turn.
with steps as (
    {% for moment, sign in [('valid_from', ''), ('valid_to', '-')] %}
    select
        periods.account_id,
        periods.currency,
        periods.{{ moment }} as turned_on,
        {{ sign }}{{ counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all') }} as change
    from {{ ref('subscription_periods') }} as periods
    cross join {{ ref('policies_in_force') }} as policies
    where periods.{{ moment }} <= {{ as_of_day() }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

changes as (
    select
        steps.account_id,
        steps.currency,
        steps.turned_on,
        sum(steps.change) as change
    from steps
    group by steps.account_id, steps.currency, steps.turned_on
    having sum(steps.change) <> 0
)

select distinct
    changes.account_id,
    case when changes.change < 0 then 'contraction' else 'expansion' end as turn,
    changes.turned_on
from changes
inner join {{ ref('account_paying_periods') }} as lives
    on
        changes.account_id = lives.account_id
        and changes.turned_on > lives.valid_from
        and (lives.valid_to is null or changes.turned_on < lives.valid_to)
union all
select
    lives.account_id,
    'churn' as turn,
    lives.valid_to as turned_on
from {{ ref('account_paying_periods') }} as lives
where lives.valid_to is not null
union all
select distinct
    renewals.account_id,
    'renewal' as turn,
    renewals.booked_on as turned_on
from {{ ref('renewals') }} as renewals
where renewals.outcome = 'renewed' and renewals.booked_on is not null
