-- What happened or held, and since when it is known.
{% for subject in ['usage', 'engagement', 'support', 'financial', 'relationship', 'lifecycle'] %}
select
    facts.account_id,
    facts.fact,
    facts.fact_key,
    facts.happened_on,
    facts.known_on,
    facts.ended_on,
    facts.amount,
    facts.source_system,
    facts.source_table,
    facts.source_file,
    facts.source_row
from {{ ref(subject ~ '_facts') }} as facts
{% if not loop.last %}union all{% endif %}
{% endfor %}
