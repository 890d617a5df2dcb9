-- The ledger tells a contraction by events on its days, and by month ends as one: then it is dated on the day of the greatest fall.
with movements as (
    select
        movements.account_id,
        movements.month_end
    from {{ ref('mrr_movements') }} as movements
    where movements.movement = 'contraction'
),

sides as (
    {% for day, sign in [('valid_from', ''), ('valid_to', '-')] %}
    select
        periods.account_id,
        periods.currency,
        periods.{{ day }} as changed_on,
        {{ sign }}{{ counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all') }} as change
    from {{ ref('subscription_periods') }} as periods
    cross join {{ ref('policies_in_force') }} as policies
    where policies.movement_grain <> 'events' and periods.{{ day }} is not null
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

changes as (
    select
        movements.account_id,
        movements.month_end,
        sides.changed_on,
        sum({{ converted('sides.change', 'rates.rate') }}) as change
    from movements
    inner join {{ ref('reporting_months') }} as months
        on movements.month_end = months.month_end
    inner join sides
        on
            movements.account_id = sides.account_id
            and months.state_date >= sides.changed_on
            and movements.month_end = {{ month_end('sides.changed_on') }}
    inner join {{ ref('reporting_rates') }} as rates
        on
            movements.month_end = rates.month_end
            and sides.currency = rates.currency
    group by movements.account_id, movements.month_end, sides.changed_on
),

ranked as (
    select
        changes.account_id,
        changes.month_end,
        changes.changed_on,
        row_number() over (
            partition by changes.account_id, changes.month_end
            order by changes.change asc, changes.changed_on desc
        ) as fall_rank
    from changes
    where changes.change < 0
)

select
    ranked.account_id,
    ranked.month_end,
    ranked.changed_on as lost_on,
    cast(null as decimal(18, 6)) as mrr_lost
from ranked
where ranked.fall_rank = 1
union all
select
    days.account_id,
    days.month_end,
    days.changed_on as lost_on,
    cast(-days.amount as decimal(18, 6)) as mrr_lost
from {{ ref('account_day_balances') }} as days
where days.amount < 0 and days.mrr > 0 and days.changed_on > {{ earliest_day() }}
