-- How often growth followed a signal within its days, whoever was credited, beside how often it follows any month end.
with moments as (
    select
        signals.signal,
        true as is_signal,
        openings.account_id,
        openings.opened_on as told_on,
        signals.credit_days
    from {{ ref('expansion_openings') }} as openings
    inner join {{ ref('expansion_signals') }} as signals
        on
            openings.signal = signals.signal
            and openings.version = signals.version
    union all
    select
        signals.signal,
        false as is_signal,
        account_mrr.account_id,
        account_mrr.month_end as told_on,
        signals.credit_days
    from {{ ref('account_mrr') }} as account_mrr
    inner join {{ ref('expansion_signals') }} as signals
        on
            signals.kind <> 'deal'
            and {{ in_force('signals', as_of_day()) }}
    where account_mrr.closing_mrr > 0 and not account_mrr.is_provisional
),

followed as (
    select
        moments.signal,
        moments.is_signal,
        moments.account_id,
        moments.told_on,
        moments.told_on + moments.credit_days <= {{ as_of_day() }} as is_matured,
        max(case when credits.account_id is null then 0 else 1 end) as grew
    from moments
    left join {{ ref('expansion_credits') }} as credits
        on
            moments.account_id = credits.account_id
            and moments.told_on < credits.expanded_on
            and moments.told_on + moments.credit_days >= credits.expanded_on
    group by moments.signal, moments.is_signal, moments.account_id, moments.told_on, moments.credit_days
),

counts as (
    select
        followed.signal,
        cast(count(case when followed.is_signal then 1 end) as integer) as openings,
        cast(count(case when followed.is_signal and followed.is_matured then 1 end) as integer) as matured,
        cast(sum(case when followed.is_signal and followed.is_matured then followed.grew else 0 end) as integer) as grew,
        cast(count(case when not followed.is_signal and followed.is_matured then 1 end) as integer) as base_matured,
        cast(sum(case when not followed.is_signal and followed.is_matured then followed.grew else 0 end) as integer) as base_grew
    from followed
    group by followed.signal
)

select
    counts.signal,
    counts.openings,
    counts.matured,
    counts.grew,
    {{ divide('counts.grew', 'counts.matured') }} as growth_rate,
    counts.base_matured,
    counts.base_grew,
    {{ divide('counts.base_grew', 'counts.base_matured') }} as base_rate
from counts
