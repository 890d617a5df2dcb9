-- Balances stand in the month they close; rates and results of surveys carry their window.
with segmented as (
    select
        account_mrr.*,
        account_mrr.segment_at_close as reported_segment
    from {{ ref('account_mrr') }} as account_mrr
    union all
    select
        account_mrr.*,
        'all' as reported_segment
    from {{ ref('account_mrr') }} as account_mrr
),

balances as (
    select
        segmented.month_end,
        segmented.reported_segment as segment,
        sum(segmented.closing_mrr) as mrr,
        sum(12 * segmented.closing_mrr) as arr,
        sum(case when segmented.closing_mrr > 0 then 1 else 0 end) as paying_accounts,
        bool_or(segmented.is_provisional) as is_provisional
    from segmented
    group by segmented.month_end, segmented.reported_segment
)

select
    retention.month_end,
    definitions.metric_id,
    retention.segment,
    cast(retention.window_months as integer) as window_months,
    retention.definition_id,
    retention.definition_version,
    cast(retention.numerator as decimal(18, 6)) as numerator,
    cast(retention.denominator as decimal(18, 6)) as denominator,
    cast(retention.rate as decimal(18, 6)) as value,
    'ratio' as unit,
    retention.is_provisional
from {{ ref('retention') }} as retention
inner join {{ ref('retention_definitions') }} as definitions
    on
        retention.definition_id = definitions.definition_id
        and retention.definition_version = definitions.definition_version
where definitions.is_headline
{% for metric, unit in [('mrr', 'money'), ('arr', 'money'), ('paying_accounts', 'count')] %}
union all
select
    balances.month_end,
    '{{ metric }}' as metric_id,
    balances.segment,
    0 as window_months,
    cast(null as varchar) as definition_id,
    cast(null as integer) as definition_version,
    cast(null as decimal(18, 6)) as numerator,
    cast(null as decimal(18, 6)) as denominator,
    cast(balances.{{ metric }} as decimal(18, 6)) as value,
    '{{ unit }}' as unit,
    balances.is_provisional
from balances
{% endfor %}
{% for figures in ['health_figures', 'renewal_figures', 'expansion_figures', 'cost_figures'] %}
union all
select
    figures.month_end,
    figures.metric_id,
    figures.segment,
    0 as window_months,
    cast(null as varchar) as definition_id,
    cast(null as integer) as definition_version,
    figures.numerator,
    figures.denominator,
    cast(figures.value as decimal(18, 6)) as value,
    figures.unit,
    figures.is_provisional
from {{ ref(figures) }} as figures
{% endfor %}
union all
select
    surveys.month_end,
    surveys.survey_type as metric_id,
    surveys.segment,
    surveys.window_months,
    cast(null as varchar) as definition_id,
    cast(null as integer) as definition_version,
    surveys.numerator,
    surveys.denominator,
    surveys.score as value,
    surveys.unit,
    surveys.is_provisional
from {{ ref('survey_scores') }} as surveys
where surveys.score is not null
