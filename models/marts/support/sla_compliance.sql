-- Each promise counts in the month in which it was kept or first broken, in its own row and in those of all. Promises
-- among groups of agents are no part of what all metrics say of promises to customers.
with counted as (
    select
        {{ month_end('promises.decided_on') }} as month_end,
        promises.segment,
        promises.metric,
        promises.is_group_sla,
        coalesce(promises.policy_id, 'unknown') as policy_id,
        promises.policy_title,
        count(case when promises.is_compliant then 1 end) as met,
        count(*) as measured,
        count(case when promises.basis = 'recomputed' then 1 end) as recomputed
    from {{ ref('ticket_sla') }} as promises
    where promises.is_measured
    group by
        {{ month_end('promises.decided_on') }}, promises.segment, promises.metric, promises.is_group_sla,
        coalesce(promises.policy_id, 'unknown'), promises.policy_title
),

{% set cuts = [] %}
{% for segment in ['counted.segment', "'all'"] %}
{% for metric, condition in [('counted.metric', 'true'), ("'all'", 'not counted.is_group_sla')] %}
{% for policy, title in [('counted.policy_id', 'counted.policy_title'), ("'all'", 'cast(null as varchar)')] %}
{% do cuts.append((segment, metric, condition, policy, title)) %}
{% endfor %}
{% endfor %}
{% endfor %}
cut as (
    {% for segment, metric, condition, policy, title in cuts %}
    select
        counted.month_end,
        {{ segment }} as segment,
        {{ metric }} as metric,
        {{ policy }} as policy_id,
        {{ title }} as policy_title,
        counted.met,
        counted.measured,
        counted.recomputed
    from counted
    where {{ condition }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

summed as (
    select
        cut.month_end,
        cut.segment,
        cut.metric,
        cut.policy_id,
        max(cut.policy_title) as policy_title,
        cast(sum(cut.met) as integer) as met,
        cast(sum(cut.measured) as integer) as measured,
        cast(sum(cut.recomputed) as integer) as recomputed
    from cut
    group by cut.month_end, cut.segment, cut.metric, cut.policy_id
)

select
    summed.month_end,
    summed.segment,
    summed.metric,
    summed.policy_id,
    summed.policy_title,
    summed.met,
    summed.measured,
    summed.recomputed,
    cast({{ divide('summed.met', 'summed.measured') }} as decimal(18, 6)) as compliance,
    targets.target_ratio,
    summed.met > targets.target_ratio * summed.measured as is_on_target,
    targets.version as target_version,
    {{ reporting_date(dbt.dateadd('microsecond', 1, as_of())) }} <= summed.month_end as is_provisional
from summed
left join {{ ref('sla_targets') }} as targets
    on
        targets.metric_id = 'sla_compliance'
        and {{ in_force('targets', 'summed.month_end') }}
