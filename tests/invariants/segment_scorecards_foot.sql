-- Every set's segments add up to all, and all is the same in every set.
{% set items = [
    'accounts', 'mrr', 'opening_mrr', 'retained_mrr', 'retained_mrr_capped', 'opening_accounts', 'retained_accounts', 'valued_accounts',
    'value_days', 'responses', 'promoters', 'detractors', 'annual_cost', 'costed_arr', 'renewals_due', 'renewals_renewed', 'amount_due',
] %}
with sums as (
    select
        scorecard.month_end,
        scorecard.segment_set,
        scorecard.segment = 'all' as is_all,
        {% for item in items %}
        sum(scorecard.{{ item }}) as {{ item }},
        {% endfor %}
        count(*) as segments
    from {{ ref('segment_scorecard') }} as scorecard
    group by scorecard.month_end, scorecard.segment_set, scorecard.segment = 'all'
)

{% for item in items %}
select
    sums.month_end,
    '{{ item }}' as item,
    min(sums.{{ item }}) as least,
    max(sums.{{ item }}) as most
from sums
group by sums.month_end
having min(sums.{{ item }}) <> max(sums.{{ item }})
{% if not loop.last %}union all{% endif %}
{% endfor %}
