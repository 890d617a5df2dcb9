with policy_changes as (
    select
        closes.month_end,
        {{ text_list(
            "policies.policy || ': ' || closed.position || coalesce(' ' || cast(closed.days as varchar), '') || ' is now '"
            ~ " || policies.position || coalesce(' ' || cast(policies.days as varchar), '')",
            '; '
        ) }} as explanation
    from {{ source('closes', 'policies') }} as closed
    inner join {{ ref('closes') }} as closes
        on closed.close_id = closes.close_id and closes.is_in_force
    inner join {{ ref('policies') }} as policies
        on closed.policy = policies.policy and {{ in_force('policies', as_of_day()) }}
    where closed.position <> policies.position or coalesce(closed.days, -1) <> coalesce(policies.days, -1)
    group by closes.month_end
),

judged as (
    select
        changes.*,
        closes.close_id,
        closes.as_of_day,
        closes.git_commit,
        policy_changes.explanation as policy_explanation,
        adjustments.entered_on,
        adjustments.reason as adjustment_reason,
        evidence.source_system,
        evidence.source_file,
        evidence.source_row,
        evidence.load_id,
        evidence.observed_on,
        case
            when changes.kind in ('identity', 'fx_rate', 'adjustment') then changes.kind
            when evidence.says_something_new then changes.kind
            when policy_changes.month_end is not null then 'policy_changed'
            when evidence.source_file is not null then changes.kind
            else 'other'
        end as cause
    from {{ ref('closed_month_changes') }} as changes
    inner join {{ ref('closes') }} as closes
        on changes.month_end = closes.month_end and closes.is_in_force
    left join policy_changes
        on changes.month_end = policy_changes.month_end
    left join {{ ref('restatement_evidence') }} as evidence
        on
            changes.month_end = evidence.month_end
            and changes.kind = evidence.kind
            and changes.subscription_id = evidence.subscription_id
    left join {{ ref('adjustments_in_force') }} as adjustments
        on changes.adjustment_id = adjustments.adjustment_id
),

-- The last closed month that lacks the change: the close after it, or this build, is the first to know it.
spread as (
    select
        judged.*,
        judged.cause not in ('policy_changed', 'other') and judged.source_file is not null as has_file,
        max(judged.month_end) over (partition by judged.account_id, judged.subscription_id, judged.adjustment_id, judged.cause)
            as last_month_end
    from judged
),

dated as (
    select
        spread.*,
        {{ month_end(dbt.dateadd('month', 1, 'spread.last_month_end')) }} as first_month_end,
        case
            when spread.has_file then greatest(spread.observed_on, spread.as_of_day)
            else coalesce(spread.entered_on, first_to_know.as_of_day, {{ as_of_day() }})
        end as known_on
    from spread
    left join {{ ref('closes') }} as first_to_know
        on
            {{ month_end(dbt.dateadd('month', 1, 'spread.last_month_end')) }} = first_to_know.month_end
            and first_to_know.is_in_force
)

select
    dated.month_end,
    dated.account_id,
    dated.close_id,
    dated.cause,
    dated.subscription_id,
    dated.adjustment_id,
    cast(sum(dated.amount) as decimal(18, 6)) as amount,
    {% for column in ['source_system', 'source_file', 'source_row', 'load_id'] %}
    max(case when dated.has_file then dated.{{ column }} end) as {{ column }},
    {% endfor %}
    max(dated.known_on) as known_on,
    max(
        greatest(dated.first_month_end, least({{ month_end(as_of_day()) }}, {{ month_end('dated.known_on') }}))
    ) as booked_month_end,
    max(
        case
            when dated.cause = 'policy_changed' then dated.policy_explanation
            when dated.cause = 'adjustment' then coalesce(dated.adjustment_reason, 'the adjustment was taken back')
            when dated.cause = 'other' then 'no landed file and no policy: a seed or the code since ' || coalesce(dated.git_commit, '?')
        end
    ) as explanation
from dated
group by dated.month_end, dated.account_id, dated.close_id, dated.cause, dated.subscription_id, dated.adjustment_id
