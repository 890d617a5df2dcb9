{% set bands = ['healthy', 'stable', 'at_risk', 'critical', 'emergency', 'unscored'] %}
with told as (
    {% for segment in ['health.segment', "'all'"] %}
    select
        health.*,
        {{ segment }} as told_segment
    from {{ ref('account_month_health') }} as health
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

summed as (
    select
        told.month_end,
        told.told_segment as segment,
        count(*) as accounts,
        {% for band in bands %}
        count(case when told.band = '{{ band }}' then 1 end) as {{ band }}_accounts,
        {% endfor %}
        count(case when told.is_at_risk then 1 end) as risky_accounts,
        sum(case when told.is_at_risk then told.arr else 0 end) as risky_arr,
        bool_or(told.is_provisional) as is_provisional
    from told
    group by told.month_end, told.told_segment
)

{% for band in bands %}
select
    summed.month_end,
    '{{ band }}_share' as metric_id,
    summed.segment,
    cast(summed.{{ band }}_accounts as decimal(18, 6)) as numerator,
    cast(summed.accounts as decimal(18, 6)) as denominator,
    {{ divide('summed.' ~ band ~ '_accounts', 'summed.accounts') }} as value,
    'ratio' as unit,
    summed.is_provisional
from summed
union all
{% endfor %}
{% for metric, amount, unit in [('at_risk_accounts', 'risky_accounts', 'count'), ('at_risk_arr', 'risky_arr', 'money')] %}
select
    summed.month_end,
    '{{ metric }}' as metric_id,
    summed.segment,
    cast(null as decimal(18, 6)) as numerator,
    cast(null as decimal(18, 6)) as denominator,
    cast(summed.{{ amount }} as decimal(28, 6)) as value,
    '{{ unit }}' as unit,
    summed.is_provisional
from summed
{{ 'union all' if not loop.last }}
{% endfor %}
