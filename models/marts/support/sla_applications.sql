-- Every application of a policy to a run of a clock. The one that counts is the last that came before the clock ended;
-- where the policy came later than that, the first: the clock started with the ticket all the same. Of one second, the
-- later event is that of the greater id; ids only grow, but are text.
with applications as (
    select
        events.ticket_id,
        events.metric as event_metric,
        {{ try_cast('events.instance_id', 'integer') }} as instance,
        events.sla_policy_id,
        events.sla_policy_title,
        events.occurred_at as applied_at,
        events.sla_target_seconds as target_seconds,
        events.is_in_business_hours,
        events.metric_event_id,
        'zendesk' as basis
    from {{ ref('stg_zendesk__ticket_metric_events') }} as events
    where events.metric_event_type in ('apply_sla', 'apply_group_sla') and not events.is_deleted
    union all
    select
        recomputed.ticket_id,
        recomputed.event_metric,
        recomputed.instance,
        recomputed.sla_policy_id,
        recomputed.sla_policy_title,
        recomputed.applied_at,
        recomputed.target_seconds,
        recomputed.is_in_business_hours,
        cast(null as varchar) as metric_event_id,
        'recomputed' as basis
    from {{ ref('recomputed_sla_applications') }} as recomputed
),

timed as (
    select
        applications.*,
        coalesce(
            applications.applied_at <= coalesce(clocks.fulfilled_at, clocks.abandoned_at), true
        ) as is_in_time
    from applications
    inner join {{ ref('ticket_clocks') }} as clocks
        on
            applications.ticket_id = clocks.ticket_id
            and applications.event_metric = clocks.event_metric
            and applications.instance = clocks.instance
),

ordered as (
    select
        timed.*,
        row_number() over (
            partition by timed.ticket_id, timed.event_metric, timed.instance
            order by
                case when timed.is_in_time then 0 else 1 end asc,
                case when timed.is_in_time then timed.applied_at end desc,
                timed.applied_at asc,
                length(timed.metric_event_id) desc,
                timed.metric_event_id desc,
                timed.sla_policy_id asc
        ) as nearness,
        lag(
            coalesce(timed.sla_policy_id, '') || '|' || coalesce(cast(timed.target_seconds as varchar), '') || '|'
            || cast(timed.is_in_business_hours as varchar)
        ) over (
            partition by timed.ticket_id, timed.event_metric, timed.instance
            order by timed.applied_at, length(timed.metric_event_id), timed.metric_event_id, timed.sla_policy_id
        ) as terms_before
    from timed
)

select
    ordered.ticket_id,
    ordered.event_metric,
    ordered.instance,
    ordered.basis,
    ordered.sla_policy_id,
    ordered.sla_policy_title,
    ordered.applied_at,
    ordered.target_seconds,
    ordered.is_in_business_hours,
    ordered.nearness = 1 as is_counted,
    ordered.is_in_time
    and ordered.terms_before is not null
    and ordered.terms_before <> coalesce(ordered.sla_policy_id, '') || '|'
    || coalesce(cast(ordered.target_seconds as varchar), '') || '|'
    || cast(ordered.is_in_business_hours as varchar) as is_change
from ordered
