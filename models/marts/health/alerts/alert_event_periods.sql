with requested as (
    select distinct
        periods.account_id,
        periods.cancellation_requested_on as since_on,
        max(coalesce(periods.valid_to, {{ latest_day() }})) over (
            partition by periods.subscription_id, periods.cancellation_requested_on
        ) as valid_to
    from {{ ref('subscription_periods') }} as periods
    where periods.cancellation_requested_on <= {{ as_of_day() }}
),

staged as (
    select
        scores.account_id,
        scores.profile,
        scores.as_of_date as since_on,
        scores.lifecycle_stage,
        lag(scores.lifecycle_stage) over (
            partition by scores.account_id, scores.profile
            order by scores.as_of_date
        ) as stage_before
    from {{ ref('account_health') }} as scores
),

-- A reply on the day of the outreach counts.
unanswered as (
    select
        asked.account_id,
        asked.done_on as since_on,
        min(replies.replied_on) as replied_on
    from {{ ref('playbook_log_steps') }} as asked
    left join {{ ref('account_replies') }} as replies
        on
            asked.account_id = replies.account_id
            and asked.done_on <= replies.replied_on
    where asked.awaits_reply and asked.done_on is not null
    group by asked.account_id, asked.done_on
),

events as (
    select
        'cancellation_requested' as event,
        cast(null as varchar) as profile,
        requested.account_id,
        requested.since_on,
        requested.valid_to
    from requested
    union all
    select
        'onboarding_done' as event,
        staged.profile,
        staged.account_id,
        staged.since_on,
        cast(null as date) as valid_to
    from staged
    where staged.stage_before = 'onboarding' and staged.lifecycle_stage <> 'onboarding'
    union all
    select
        'no_reply' as event,
        cast(null as varchar) as profile,
        unanswered.account_id,
        unanswered.since_on,
        coalesce(unanswered.replied_on, {{ latest_day() }}) as valid_to
    from unanswered
),

-- Silence counts from the end of the days given for an answer; what merely happened is told for the days of its rule.
dated as (
    select
        events.account_id,
        rules.rule_id,
        rules.version as rule_version,
        case rules.event when 'no_reply' then events.since_on + rules.window_days else events.since_on end as valid_from,
        coalesce(events.valid_to, events.since_on + rules.window_days) as valid_to,
        events.since_on
    from events
    inner join {{ ref('alert_rules') }} as rules
        on
            events.event = rules.event
            and rules.kind = 'event'
            and rules.is_enabled
            and (rules.profile is null or events.profile = rules.profile)
)

select dated.*
from dated
where dated.valid_from < dated.valid_to
