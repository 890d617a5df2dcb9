-- What an account pays a year, day by day. A month is told at the newest rate of the month before, and from its last day on at its
-- own, so that a day knows nothing later and a month end says what account_mrr says on the contract basis.
with sides as (
    {% for day, sign in [('valid_from', ''), ('valid_to', '-')] %}
    select
        periods.account_id,
        periods.currency,
        periods.{{ day }} as changed_on,
        {{ sign }}{{ counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all') }} as change
    from {{ ref('subscription_periods') }} as periods
    cross join {{ ref('policies_in_force') }} as policies
    where periods.{{ day }} <= {{ as_of_day() }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

states as (
    select
        sides.account_id,
        sides.currency,
        sides.changed_on as valid_from,
        lead(sides.changed_on) over (partition by sides.account_id, sides.currency order by sides.changed_on) as valid_to,
        sum(sum(sides.change)) over (partition by sides.account_id, sides.currency order by sides.changed_on) as mrr
    from sides
    group by sides.account_id, sides.currency, sides.changed_on
),

told as (
    select
        states.account_id,
        states.currency,
        greatest(states.valid_from, rates.valid_from) as changed_on,
        coalesce({{ converted('states.mrr', 'rates.rate') }}, 0) as mrr
    from states
    inner join {{ ref('exchange_rate_periods') }} as rates
        on
            states.currency = rates.currency
            and {{ periods_overlap('states', 'rates') }}
),

changes as (
    select
        told.account_id,
        told.changed_on,
        told.mrr - coalesce(lag(told.mrr) over (partition by told.account_id, told.currency order by told.changed_on), 0)
            as change
    from told
),

moved as (
    select
        changes.account_id,
        changes.changed_on,
        sum(changes.change) as change,
        sum(sum(changes.change)) over (partition by changes.account_id order by changes.changed_on) as mrr
    from changes
    group by changes.account_id, changes.changed_on
),

lives as (
    select
        moved.account_id,
        moved.changed_on as valid_from,
        lead(moved.changed_on) over (partition by moved.account_id order by moved.changed_on) as valid_to,
        moved.mrr,
        sum(case when moved.mrr = moved.change then 1 else 0 end) over (
            partition by moved.account_id
            order by moved.changed_on
        ) as life
    from moved
    where moved.change <> 0
)

select
    lives.account_id,
    cast(lives.life as integer) as life,
    lives.valid_from,
    lives.valid_to,
    cast(12 * lives.mrr as decimal(18, 6)) as arr
from lives
where lives.mrr > 0
