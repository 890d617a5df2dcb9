-- The items that the models compute are those that the seed describes, and the other way round.
with computed as (
    {% for item in retention_items() + ['book_cap', 'month_factor'] %}
    select '{{ item }}' as item
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select coalesce(computed.item, described.item) as item
from computed
full outer join {{ ref('retention_items') }} as described
    on computed.item = described.item
where
    computed.item is null
    or described.item is null
