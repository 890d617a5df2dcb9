{% set counts = [
    'accounts', 'owners', 'opening_accounts', 'retained_accounts', 'valued_accounts', 'value_days', 'responses', 'promoters',
    'detractors', 'renewals_due', 'renewals_renewed',
] %}
with headings as (
    select
        closings.segment_set,
        closings.segment,
        closings.month_end
    from {{ ref('segment_closing_items') }} as closings
    union
    select
        openings.segment_set,
        openings.segment,
        openings.month_end
    from {{ ref('segment_opening_items') }} as openings
),

joined as (
    select
        headings.segment_set,
        headings.segment,
        headings.month_end,
        {% for item in ['accounts', 'owners', 'valued_accounts', 'value_days', 'responses', 'promoters', 'detractors'] %}
        coalesce(closings.{{ item }}, 0) as {{ item }},
        {% endfor %}
        {% for item in ['mrr', 'arr', 'people_needed_low', 'people_needed_high', 'annual_cost', 'costed_arr'] %}
        cast(coalesce(closings.{{ item }}, 0) as decimal(18, 6)) as {{ item }},
        {% endfor %}
        {% for item in ['opening_accounts', 'retained_accounts', 'renewals_due', 'renewals_renewed'] %}
        coalesce(openings.{{ item }}, 0) as {{ item }},
        {% endfor %}
        {% for item in ['opening_mrr', 'retained_mrr', 'retained_mrr_capped', 'amount_due'] %}
        cast(coalesce(openings.{{ item }}, 0) as decimal(18, 6)) as {{ item }},
        {% endfor %}
        months.is_provisional
    from headings
    inner join {{ ref('reporting_months') }} as months
        on headings.month_end = months.month_end
    left join {{ ref('segment_closing_items') }} as closings
        on
            headings.segment_set = closings.segment_set
            and headings.segment = closings.segment
            and headings.month_end = closings.month_end
    left join {{ ref('segment_opening_items') }} as openings
        on
            headings.segment_set = openings.segment_set
            and headings.segment = openings.segment
            and headings.month_end = openings.month_end
)

select
    joined.segment_set,
    joined.segment,
    joined.month_end,
    {% for item in counts %}
    cast(joined.{{ item }} as integer) as {{ item }},
    {% endfor %}
    cast(joined.opening_accounts - joined.retained_accounts as integer) as churned_accounts,
    {% for item in [
        'mrr', 'arr', 'opening_mrr', 'retained_mrr', 'retained_mrr_capped', 'annual_cost', 'costed_arr', 'people_needed_low',
        'people_needed_high', 'amount_due',
    ] %}
    joined.{{ item }},
    {% endfor %}
    {% for name, numerator, denominator in [
        ('nrr', 'retained_mrr', 'opening_mrr'), ('grr', 'retained_mrr_capped', 'opening_mrr'),
        ('logo_retention', 'retained_accounts', 'opening_accounts'), ('time_to_value_days', 'value_days', 'valued_accounts'),
        ('cost_share', 'annual_cost', 'costed_arr'), ('accounts_per_owner', 'accounts', 'owners'),
        ('renewal_rate', 'renewals_renewed', 'renewals_due'),
    ] %}
    cast({{ divide('joined.' ~ numerator, 'joined.' ~ denominator) }} as decimal(18, 6)) as {{ name }},
    {% endfor %}
    cast({{ divide('100 * (joined.promoters - joined.detractors)', 'joined.responses') }} as decimal(18, 6)) as nps,
    tiers.accounts_per_csm_low as target_accounts_low,
    tiers.accounts_per_csm_high as target_accounts_high,
    tiers.cost_share_low as target_share_low,
    tiers.cost_share_high as target_share_high,
    joined.is_provisional
from joined
left join {{ ref('segment_tiers') }} as tiers
    on
        joined.segment_set = tiers.segment_set
        and joined.segment = tiers.segment
        and {{ in_force('tiers', 'joined.month_end') }}
