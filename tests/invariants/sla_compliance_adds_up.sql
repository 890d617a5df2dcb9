-- Every promise that was kept or broken counts once in its month, in each cut; cuts add up to all.
with promises as (
    select
        {{ month_end('promises.decided_on') }} as month_end,
        count(case when promises.is_compliant then 1 end) as met,
        count(*) as measured
    from {{ ref('ticket_sla') }} as promises
    where promises.is_measured and not promises.is_group_sla
    group by {{ month_end('promises.decided_on') }}
),

labelled as (
    select
        compliance.month_end,
        case compliance.segment when 'all' then 'all' else 'each' end as segments,
        case compliance.metric when 'all' then 'all' else 'each' end as metrics,
        case compliance.policy_id when 'all' then 'all' else 'each' end as policies,
        compliance.met,
        compliance.measured
    from {{ ref('sla_compliance') }} as compliance
    where
        compliance.metric not in (
            select metrics.metric
            from {{ ref('sla_metrics') }} as metrics
            where metrics.is_group_sla
        )
),

cuts as (
    select
        labelled.month_end,
        labelled.segments,
        labelled.metrics,
        labelled.policies,
        sum(labelled.met) as met,
        sum(labelled.measured) as measured
    from labelled
    group by labelled.month_end, labelled.segments, labelled.metrics, labelled.policies
)

select
    coalesce(cuts.month_end, promises.month_end) as month_end,
    cuts.segments,
    cuts.metrics,
    cuts.policies,
    cuts.met,
    promises.met as met_promises,
    cuts.measured,
    promises.measured as measured_promises
from cuts
full outer join promises
    on cuts.month_end = promises.month_end
where
    cuts.met is distinct from promises.met
    or cuts.measured is distinct from promises.measured
