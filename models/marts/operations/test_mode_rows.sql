{# dbt has to know every source while it parses, so the tables that tell test mode are named here;
   tests/test_freshness_rules.py compares them with the contracts. #}
{% set test_mode_tables = [
    'customers', 'products', 'prices', 'subscriptions', 'subscription_items', 'invoices', 'invoice_lines',
    'invoice_line_discounts', 'coupons', 'discounts', 'subscription_item_changes', 'charges', 'refunds', 'credit_notes',
    'credit_note_refunds',
] %}
{% for table in test_mode_tables %}
select
    'stripe' as source_system,
    '{{ table }}' as source_object,
    count(*) as row_count
from {{ source('stripe', table) }} as source_rows
where not source_rows.livemode
{{ 'union all' if not loop.last }}
{% endfor %}
