-- Accounts are as big, and in the segment, as their newest scoring date says; before the first one as that one says.
with changed as (
    select
        accounts.account_id,
        accounts.as_of_date,
        accounts.segment,
        accounts.mrr,
        lag(accounts.as_of_date) over dates as before_on,
        lag(accounts.segment) over dates as segment_before,
        lag(accounts.mrr) over dates as mrr_before
    from {{ ref('health_accounts') }} as accounts
    window dates as (partition by accounts.account_id order by accounts.as_of_date)
),

sizes as (
    select
        changed.account_id,
        changed.segment,
        changed.mrr * 12 as arr,
        case when changed.before_on is null then {{ earliest_day() }} else changed.as_of_date end as valid_from,
        coalesce(
            lead(changed.as_of_date) over (partition by changed.account_id order by changed.as_of_date),
            {{ latest_day() }}
        ) as valid_to
    from changed
    where changed.before_on is null or changed.segment <> changed.segment_before or changed.mrr <> changed.mrr_before
),

paying as (
    select
        rules.*,
        periods.account_id,
        periods.valid_from as life_from,
        rules.arr_above is not null or rules.segment is not null as is_sized,
        greatest(periods.valid_from + coalesce(rules.tenure_from_day, 0), rules.effective_from) as valid_from,
        least(
            coalesce(periods.valid_to, {{ latest_day() }}),
            coalesce(periods.valid_from + rules.tenure_to_day, {{ latest_day() }}),
            coalesce(rules.effective_to, {{ latest_day() }})
        ) as valid_to
    from {{ ref('alert_rules') }} as rules
    cross join {{ ref('account_paying_periods') }} as periods
    where rules.is_enabled
),

-- A condition that a rule does not have limits nothing.
limited as (
    select
        paying.account_id,
        paying.rule_id,
        paying.version as rule_version,
        paying.kind,
        paying.life_from,
        renewals.due_date as until_on,
        greatest(
            paying.valid_from,
            coalesce(sizes.valid_from, paying.valid_from),
            coalesce(renewals.due_date - paying.renewal_within_days, paying.valid_from),
            coalesce(renewals.started_on, paying.valid_from),
            coalesce(strategic.effective_from, paying.valid_from)
        ) as valid_from,
        least(
            paying.valid_to,
            coalesce(sizes.valid_to, paying.valid_to),
            coalesce(renewals.booked_on, paying.valid_to),
            coalesce(renewals.due_date + 1, paying.valid_to),
            coalesce(strategic.effective_to, paying.valid_to)
        ) as valid_to
    from paying
    left join sizes
        on
            paying.is_sized
            and paying.account_id = sizes.account_id
            and (paying.arr_above is null or paying.arr_above < sizes.arr)
            and (paying.segment is null or paying.segment = sizes.segment)
    left join {{ ref('renewals') }} as renewals
        on
            paying.renewal_within_days is not null
            and paying.account_id = renewals.account_id
    left join {{ ref('strategic_accounts') }} as strategic
        on
            paying.kind = 'listed'
            and paying.account_id = strategic.account_id
    where
        (not paying.is_sized or sizes.account_id is not null)
        and (paying.renewal_within_days is null or renewals.account_id is not null)
        and (paying.kind <> 'listed' or strategic.account_id is not null)
)

select limited.*
from limited
where limited.valid_from < limited.valid_to and limited.valid_from <= {{ as_of_day() }}
