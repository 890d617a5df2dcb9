-- Balances stand in the month they close; rates carry their window. The comparisons look back by calendar, not by row.
with rates as (
    select
        retention.month_end,
        definitions.metric_id,
        retention.segment,
        retention.window_months,
        retention.definition_id,
        retention.definition_version,
        cast(retention.rate as decimal(18, 6)) as value,
        'ratio' as unit,
        retention.is_provisional
    from {{ ref('retention') }} as retention
    inner join {{ ref('retention_definitions') }} as definitions
        on
            retention.definition_id = definitions.definition_id
            and retention.definition_version = definitions.definition_version
    where definitions.is_headline
),

segmented as (
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
),

measured as (
    select * from rates
    {% for metric, unit in [('mrr', 'money'), ('arr', 'money'), ('paying_accounts', 'count')] %}
    union all
    select
        balances.month_end,
        '{{ metric }}' as metric_id,
        balances.segment,
        0 as window_months,
        null as definition_id,
        cast(null as integer) as definition_version,
        cast(balances.{{ metric }} as decimal(18, 6)) as value,
        '{{ unit }}' as unit,
        balances.is_provisional
    from balances
    {% endfor %}
)

{% set looks_back = [('previous', 1), ('quarter_ago', 3), ('year_ago', 12)] %}
select
    measured.month_end,
    measured.metric_id,
    measured.segment,
    cast(measured.window_months as integer) as window_months,
    measured.definition_id,
    measured.definition_version,
    measured.value,
    {% for name, months in looks_back %}
    {{ name }}.value as {{ name }}_value,
    cast(measured.value - {{ name }}.value as decimal(18, 6)) as change_from_{{ name }},
    {{ divide('measured.value - ' ~ name ~ '.value', name ~ '.value', 6) }} as change_ratio_from_{{ name }},
    {% endfor %}
    cast(targets.target_value as decimal(18, 6)) as target_value,
    measured.unit,
    measured.is_provisional
from measured
{% for name, months in looks_back %}
left join measured as {{ name }}
    on
        measured.metric_id = {{ name }}.metric_id
        and measured.segment = {{ name }}.segment
        and measured.window_months = {{ name }}.window_months
        and {{ name }}.month_end = {{ month_end(dbt.dateadd('month', -months, 'measured.month_end')) }}
{% endfor %}
left join {{ ref('metric_targets') }} as targets
    on
        measured.metric_id = targets.metric_id
        and measured.segment = targets.segment
        and measured.window_months = targets.window_months
        and {{ in_force('targets', 'measured.month_end') }}
