-- Sources whose account is not resolved give no facts (identity_unresolved lists them), so each fact's account exists.
{% for facts in ['engagement_facts', 'support_facts', 'financial_facts', 'relationship_facts'] %}
select
    '{{ facts }}' as facts_model,
    facts.account_id,
    count(*) as facts
from {{ ref(facts) }} as facts
left join {{ ref('accounts') }} as accounts
    on facts.account_id = accounts.account_id
where accounts.account_id is null
group by facts.account_id
{{ 'union all' if not loop.last }}
{% endfor %}
