-- Balances and what was gathered by them, by the segment of the month itself.
{% for heading in ['months.segment', "'all'"] %}
select
    months.segment_set,
    {{ heading }} as segment,
    months.month_end,
    count(*) as accounts,
    sum(months.mrr) as mrr,
    sum(months.arr) as arr,
    count(distinct items.owner_id) as owners,
    sum({{ divide(1, 'tiers.accounts_per_csm_high', 9) }}) as people_needed_low,
    sum({{ divide(1, 'tiers.accounts_per_csm_low', 9) }}) as people_needed_high,
    {% for item in [
        'responses', 'promoters', 'detractors', 'value_days', 'valued_accounts', 'annual_cost', 'costed_arr',
    ] %}
    sum(items.{{ item }}) as {{ item }},
    {% endfor %}
    bool_or(months.is_provisional) as is_provisional
from {{ ref('segment_months') }} as months
inner join {{ ref('segment_account_items') }} as items
    on
        months.account_id = items.account_id
        and months.month_end = items.month_end
inner join {{ ref('segment_tiers') }} as tiers
    on
        months.segment_set = tiers.segment_set
        and months.segment = tiers.segment
        and months.rule_version = tiers.version
group by months.segment_set, {% if heading != "'all'" %}{{ heading }}, {% endif %}months.month_end
{% if not loop.last %}union all{% endif %}
{% endfor %}
