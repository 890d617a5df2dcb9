{% set columns = [
    'account_id', 'customer_id', 'subscription_id', 'subscription_item_id', 'price_id', 'product_id', 'quantity', 'currency',
    'subscription_status', 'cancellation_requested_on', 'source', 'suspension', 'mrr_list', 'mrr', 'mrr_net_all',
] %}
{% for model in ['lapsed_item_rates', 'migrated_item_rates'] %}
select
    {% for column in columns %}
    rates.{{ column }},
    {% endfor %}
    rates.valid_from,
    rates.valid_to
from {{ ref(model) }} as rates
{% if not loop.last %}union all{% endif %}
{% endfor %}
