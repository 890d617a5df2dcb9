with parts as (
    select 'due' as part
    union all
    select 'renewed' as part
    union all
    select 'lost' as part
    union all
    select 'ended_early' as part
),

counted as (
    select
        parts.part,
        bases.basis,
        bases.window_months,
        case
            when parts.part in ('due', 'ended_early') or bases.counted_by = 'due_date' then renewals.due_date
            else coalesce(renewals.booked_on, renewals.decided_on)
        end as counted_on,
        renewals.*
    from {{ ref('renewals') }} as renewals
    cross join {{ ref('renewal_rate_bases') }} as bases
    cross join parts
    where
        (parts.part = 'ended_early' and renewals.ended_early_mrr > 0)
        or (
            renewals.mrr_due > 0
            and (
                parts.part = 'due'
                or (parts.part = 'renewed' and renewals.outcome = 'renewed')
                or (parts.part = 'lost' and renewals.outcome <> 'open' and renewals.renewed_mrr < renewals.mrr_due)
            )
        )
),

dated as (
    select
        counted.*,
        cast(
            case counted.window_months
                when 3 then {{ dbt.last_day('counted.counted_on', 'quarter') }}
                else {{ dbt.last_day('counted.counted_on', 'month') }}
            end as date
        ) as period_end
    from counted
)

{% for segment in ['dated.segment', "'all'"] %}
select
    dated.part,
    dated.basis,
    dated.window_months,
    dated.period_end,
    {{ segment }} as segment,
    dated.renewal_id,
    dated.outcome,
    dated.timing,
    dated.is_talk_in_time,
    dated.is_provisional,
    case when dated.part = 'due' then dated.mrr_due else 0 end as due_mrr,
    case when dated.part = 'due' and dated.outcome = 'open' then dated.mrr_due else 0 end as open_mrr,
    case when dated.part = 'renewed' then dated.renewed_mrr else 0 end as renewed_mrr,
    case when dated.part = 'renewed' then dated.uplift_mrr else 0 end as uplift_mrr,
    case when dated.part = 'renewed' then dated.price_uplift_mrr else 0 end as price_uplift_mrr,
    case when dated.part = 'lost' then dated.mrr_due - dated.renewed_mrr else 0 end as lost_at_renewal_mrr,
    case when dated.part = 'ended_early' then dated.ended_early_mrr else 0 end as ended_early_mrr
from dated
{% if not loop.last %}union all{% endif %}
{% endfor %}
