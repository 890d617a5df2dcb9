-- By the tier of the month, as all of the scorecard; cost_to_serve itself tells the coverage segment.
with told as (
    {% for segment in ['account_mrr.segment_at_close', "'all'"] %}
    select
        costs.month_end,
        {{ segment }} as segment,
        costs.annual_cost,
        costs.arr,
        account_mrr.is_provisional
    from {{ ref('cost_to_serve') }} as costs
    inner join {{ ref('account_mrr') }} as account_mrr
        on
            costs.account_id = account_mrr.account_id
            and costs.month_end = account_mrr.month_end
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    told.month_end,
    'cost_to_serve_share' as metric_id,
    told.segment,
    cast(sum(told.annual_cost) as decimal(18, 6)) as numerator,
    cast(sum(told.arr) as decimal(18, 6)) as denominator,
    {{ divide('sum(told.annual_cost)', 'sum(told.arr)') }} as value,
    'ratio' as unit,
    bool_or(told.is_provisional) as is_provisional
from told
group by told.month_end, told.segment
having sum(told.arr) > 0
