{# Columns of cohort_items, the parts that definitions of retention add up: the rows of seed retention_items, held to it by a test. #}
{% macro retention_items() -%}
    {{ return([
        'opening_mrr', 'cohort_contraction', 'cohort_churn', 'cohort_regrowth', 'cohort_growth', 'cohort_won_back',
        'cohort_won_back_growth', 'joiner_new', 'joiner_expansion', 'joiner_contraction', 'joiner_churn', 'joiner_reactivation',
        'final_loss', 'final_loss_capped', 'cohort_fx', 'opening_logos', 'kept_logos', 'final_loss_logos', 'revenue_before',
        'revenue_after',
    ]) }}
{%- endmacro %}
