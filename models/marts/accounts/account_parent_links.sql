-- The newest version of a day holds from that day on, the earliest one since ever.
with days as (
    select
        versions.account_id,
        versions.parent_account_id,
        versions.is_deleted,
        {{ reporting_date('versions.known_at') }} as known_on,
        row_number() over (
            partition by versions.account_id, {{ reporting_date('versions.known_at') }}
            order by versions.known_at desc
        ) as recency
    from {{ ref('stg_salesforce__account_versions') }} as versions
),

states as (
    select
        days.account_id,
        days.parent_account_id,
        days.is_deleted,
        case
            when row_number() over (partition by days.account_id order by days.known_on) = 1 then {{ earliest_day() }}
            else days.known_on
        end as valid_from,
        lead(days.known_on) over (partition by days.account_id order by days.known_on) as valid_to
    from days
    where days.recency = 1
),

-- What a record that names this one as its parent belongs to: nothing while the parent is deleted.
as_parents as (
    select
        periods.crm_account_id,
        case when not states.is_deleted then periods.account_id end as account_id,
        greatest(periods.valid_from, states.valid_from) as valid_from,
        least(periods.valid_to, states.valid_to) as valid_to
    from {{ ref('crm_account_periods') }} as periods
    inner join states
        on
            periods.account_id = states.account_id
            and {{ periods_overlap('periods', 'states') }}
),

own_periods as (
    select
        periods.crm_account_id as account_id,
        states.parent_account_id,
        greatest(periods.valid_from, states.valid_from) as valid_from,
        least(periods.valid_to, states.valid_to) as valid_to
    from {{ ref('crm_account_periods') }} as periods
    inner join states
        on
            periods.crm_account_id = states.account_id
            and {{ periods_overlap('periods', 'states') }}
    where periods.crm_account_id = periods.account_id
)

select
    own_periods.account_id,
    nullif(as_parents.account_id, own_periods.account_id) as parent_account_id,
    greatest(own_periods.valid_from, as_parents.valid_from) as valid_from,
    least(own_periods.valid_to, as_parents.valid_to) as valid_to
from own_periods
left join as_parents
    on
        own_periods.parent_account_id = as_parents.crm_account_id
        and {{ periods_overlap('own_periods', 'as_parents') }}
union all
-- Once merged, an account belongs to its survivor.
select
    periods.crm_account_id as account_id,
    periods.account_id as parent_account_id,
    periods.valid_from,
    periods.valid_to
from {{ ref('crm_account_periods') }} as periods
where
    periods.crm_account_id <> periods.account_id
    and exists (
        select 1 from own_periods
        where periods.crm_account_id = own_periods.account_id
    )
union all
select
    accounts.account_id,
    cast(null as varchar) as parent_account_id,
    {{ earliest_day() }} as valid_from,
    cast(null as date) as valid_to
from {{ ref('known_accounts') }} as accounts
where accounts.is_billing_only
