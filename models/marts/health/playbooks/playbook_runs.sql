-- What gives a reason while a run of the playbook is going on belongs to that run.
with starts as (
    select distinct
        starts.account_id || '|' || starts.playbook as group_id,
        starts.started_on,
        starts.lasts_days as pause_days
    from {{ ref('playbook_starts') }} as starts
),

{{ spaced('starts') }},

ranked as (
    select
        starts.*,
        row_number() over (
            partition by starts.account_id, starts.playbook, starts.started_on
            order by case starts.started_by when 'log' then 1 else 0 end, starts.reason
        ) as place
    from {{ ref('playbook_starts') }} as starts
    inner join spaced
        on
            starts.account_id || '|' || starts.playbook = spaced.group_id
            and starts.started_on = spaced.started_on
),

sized as (
    select
        ranked.*,
        coalesce(account_mrr.segment, 'unknown') as segment
    from ranked
    left join {{ ref('account_mrr') }} as account_mrr
        on
            ranked.account_id = account_mrr.account_id
            and {{ month_end('ranked.started_on + ranked.lead_days') }} = account_mrr.month_end
    where ranked.place = 1
),

-- Nothing more is asked for once the account has left.
losses as (
    select
        sized.account_id,
        sized.playbook,
        sized.started_on,
        min(lives.valid_to) as left_on
    from sized
    inner join {{ ref('account_paying_periods') }} as lives
        on
            sized.account_id = lives.account_id
            and sized.started_on < lives.valid_to
    group by sized.account_id, sized.playbook, sized.started_on
)

select
    sized.account_id || '|' || sized.playbook || '|' || cast(sized.started_on as varchar) as run_id,
    sized.account_id,
    sized.playbook,
    coalesce(variants.variant, '') as variant,
    sized.playbook_version,
    sized.started_by,
    sized.reason,
    sized.started_on,
    sized.started_on + sized.lead_days as day_zero,
    sized.started_on + sized.lasts_days as ends_on,
    lead(sized.started_on) over (partition by sized.account_id, sized.playbook order by sized.started_on) as next_started_on,
    losses.left_on
from sized
left join losses
    on
        sized.account_id = losses.account_id
        and sized.playbook = losses.playbook
        and sized.started_on = losses.started_on
left join {{ ref('playbook_variants') }} as variants
    on
        sized.playbook = variants.playbook
        and sized.segment = variants.segment
        and {{ in_force('variants', 'sized.started_on') }}
