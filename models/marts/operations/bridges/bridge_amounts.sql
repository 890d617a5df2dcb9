with moves as (
    {% for segment in ['movements.segment', "'all'"] %}
    select
        movements.account_id,
        movements.month_end,
        movements.movement,
        {{ segment }} as segment,
        movements.amount
    from {{ ref('mrr_movements') }} as movements
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- An account is counted once in a window: by the last of its movements of a kind, which the next one tells.
followed as (
    select
        moves.segment,
        moves.movement,
        moves.month_end,
        moves.amount,
        lead(moves.month_end) over (partition by moves.segment, moves.account_id, moves.movement order by moves.month_end) as next_month_end
    from moves
),

months as (
    select
        followed.segment,
        followed.movement,
        followed.month_end,
        followed.next_month_end,
        sum(followed.amount) as amount,
        count(*) as accounts
    from followed
    group by followed.segment, followed.movement, followed.month_end, followed.next_month_end
)

select
    windows.month_end,
    windows.window_months,
    months.segment,
    months.movement as step,
    sum(months.amount) as amount,
    sum(case when months.next_month_end <= windows.month_end then 0 else months.accounts end) as accounts
from {{ ref('bridge_windows') }} as windows
inner join months
    on months.month_end between windows.first_month_end and windows.month_end
group by windows.month_end, windows.window_months, months.segment, months.movement
union all
select
    crossings.month_end,
    crossings.window_months,
    crossings.segment,
    'tier_change' as step,
    sum(crossings.amount) as amount,
    count(*) as accounts
from {{ ref('window_crossings') }} as crossings
group by crossings.month_end, crossings.window_months, crossings.segment
union all
select
    crossings.month_end,
    crossings.window_months,
    'all' as segment,
    'tier_change' as step,
    sum(crossings.amount) as amount,
    0 as accounts
from {{ ref('window_crossings') }} as crossings
group by crossings.month_end, crossings.window_months
{% for step, at, tier, side in [
    ('opening', 'first_month_end', 'segment', 'opening_mrr'),
    ('closing', 'month_end', 'segment_at_close', 'closing_mrr'),
] %}
{% for segment in ['balances.' ~ tier, "'all'"] %}
union all
select
    windows.month_end,
    windows.window_months,
    {{ segment }} as segment,
    '{{ step }}' as step,
    sum(balances.{{ side }}) as amount,
    count(case when balances.{{ side }} > 0 then 1 end) as accounts
from {{ ref('bridge_windows') }} as windows
inner join {{ ref('account_mrr') }} as balances
    on windows.{{ at }} = balances.month_end
group by windows.month_end, windows.window_months, {{ segment }}
{% endfor %}
{% endfor %}
