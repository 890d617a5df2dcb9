-- Sums of the items under every heading that retention is told by; 'all' comes out of the same rows as its parts.
{% set headings = [
    ('segment', "'all'", 'account'),
    ('segment', 'attributes.segment', 'account'),
    ('segment_today', 'attributes.segment_today', 'account'),
    ('region', 'attributes.region', 'account'),
    ('owner', 'attributes.owner_name', 'account'),
    ('product', 'items.product', 'product'),
    ('parent_as_of', "'all'", 'parent_as_of'),
    ('parent_today', "'all'", 'parent_today'),
] %}
with wide as (
    {% for dimension, heading, level in headings %}
    select
        '{{ dimension }}' as dimension,
        {{ heading }} as dimension_value,
        items.month_end,
        items.window_months,
        {% for item in retention_items() %}
        sum(items.{{ item }}) as {{ item }},
        {% endfor %}
        bool_or(items.is_provisional) as is_provisional
    from {{ ref('cohort_items') }} as items
    {% if 'attributes' in heading %}
    inner join {{ ref('cohort_attributes') }} as attributes
        on
            items.unit_id = attributes.account_id
            and items.month_end = attributes.month_end
            and items.window_months = attributes.window_months
    {% endif %}
    where items.unit_level = '{{ level }}'
    group by {% if heading != "'all'" %}{{ heading }}, {% endif %}items.month_end, items.window_months
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

{% for item in retention_items() %}
select
    wide.dimension,
    wide.dimension_value,
    wide.month_end,
    wide.window_months,
    wide.is_provisional,
    '{{ item }}' as item,
    cast(wide.{{ item }} as decimal(28, 6)) as amount
from wide
{% if not loop.last %}union all{% endif %}
{% endfor %}
