-- When a user was made inactive is told by nothing but the last change of the user, and is at the latest then.
with spells as (
    select
        lives.account_id,
        owners.owner_id,
        owners.owner_name,
        case
            when known.is_billing_only then 'not_in_crm'
            when owners.owner_id is null then 'no_owner'
            when users.user_id is null then 'owner_unknown'
            else 'owner_inactive'
        end as reason,
        greatest(
            lives.valid_from,
            owners.valid_from,
            coalesce({{ reporting_date('users.modified_at') }}, owners.valid_from)
        ) as since_on,
        least(coalesce(owners.valid_to, {{ latest_day() }}), coalesce(lives.valid_to, {{ latest_day() }})) as until_on
    from {{ ref('account_paying_periods') }} as lives
    inner join {{ ref('account_owners') }} as owners
        on
            lives.account_id = owners.account_id
            and not owners.is_owner_active
            and {{ periods_overlap('lives', 'owners') }}
    inner join {{ ref('known_accounts') }} as known
        on lives.account_id = known.account_id
    left join {{ ref('stg_salesforce__users') }} as users
        on owners.owner_id = users.user_id
)

select
    spells.account_id,
    spells.since_on,
    case when spells.until_on <= {{ as_of_day() }} then spells.until_on end as until_on,
    spells.reason,
    spells.owner_id,
    spells.owner_name,
    cast({{ days_between('spells.since_on', 'least(spells.until_on, ' ~ as_of_day() ~ ')') }} as integer) as days,
    coalesce(periods.arr, 0) as arr,
    segments.segment,
    spells.until_on > {{ as_of_day() }} as is_current
from spells
left join {{ ref('account_arr_periods') }} as periods
    on
        spells.account_id = periods.account_id
        and least(spells.until_on - 1, {{ as_of_day() }}) >= periods.valid_from
        and (periods.valid_to is null or least(spells.until_on - 1, {{ as_of_day() }}) < periods.valid_to)
left join {{ ref('segments') }} as segments
    on
        spells.account_id = segments.account_id
        and least(spells.until_on - 1, {{ as_of_day() }}) >= segments.valid_from
        and (segments.valid_to is null or least(spells.until_on - 1, {{ as_of_day() }}) < segments.valid_to)
where spells.since_on < spells.until_on and spells.since_on <= {{ as_of_day() }}
