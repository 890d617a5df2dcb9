-- By three_tiers the scorecard tells N1, R1 and logo retention over twelve months as retention does, to the last digit.
with told as (
    {% for definition, numerator, denominator in [
        ('N1', 'retained_mrr', 'opening_mrr'),
        ('R1', 'retained_mrr_capped', 'opening_mrr'),
        ('logo', 'retained_accounts', 'opening_accounts'),
    ] %}
    select
        scorecard.month_end,
        scorecard.segment,
        '{{ definition }}' as definition_id,
        cast(scorecard.{{ numerator }} as decimal(18, 6)) as numerator,
        cast(scorecard.{{ denominator }} as decimal(18, 6)) as denominator
    from {{ ref('segment_scorecard') }} as scorecard
    where scorecard.segment_set = 'three_tiers'
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    retention.month_end,
    retention.segment,
    retention.definition_id,
    retention.numerator,
    retention.denominator,
    told.numerator as numerator_told,
    told.denominator as denominator_told
from {{ ref('retention') }} as retention
inner join {{ ref('policies_in_force') }} as policies
    on policies.basis = 'contract'
left join told
    on
        retention.month_end = told.month_end
        and retention.segment = told.segment
        and retention.definition_id = told.definition_id
where
    retention.window_months = 12
    and retention.definition_id in ('N1', 'R1', 'logo')
    and retention.denominator > 0
    and (told.segment is null or retention.numerator <> told.numerator or retention.denominator <> told.denominator)
