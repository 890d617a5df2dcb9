-- Of every set by ARR, the periods of an account's segments hold each of its days with ARR once: as many days, and no overlap.
with clock as (
    select cast({{ dbt.dateadd('day', 1, as_of_day()) }} as date) as tomorrow
),

paid as (
    select
        periods.account_id,
        sets.segment_set,
        sum({{ days_between('periods.valid_from', 'coalesce(periods.valid_to, clock.tomorrow)') }}) as days
    from {{ ref('account_arr_periods') }} as periods
    cross join clock
    inner join {{ ref('segment_sets') }} as sets
        on sets.basis = 'arr'
    group by periods.account_id, sets.segment_set
),

followed as (
    select
        readings.*,
        lead(readings.valid_from) over (
            partition by readings.account_id, readings.segment_set
            order by readings.valid_from
        ) as next_from
    from {{ ref('segment_readings') }} as readings
    where readings.basis = 'arr'
),

told as (
    select
        followed.account_id,
        followed.segment_set,
        sum({{ days_between('followed.valid_from', 'coalesce(followed.valid_to, clock.tomorrow)') }}) as days,
        bool_or(coalesce(followed.valid_to, clock.tomorrow) > followed.next_from) as is_shared
    from followed
    cross join clock
    group by followed.account_id, followed.segment_set
)

select
    paid.account_id,
    paid.segment_set,
    paid.days as days_paid,
    told.days as days_told
from paid
left join told
    on
        paid.account_id = told.account_id
        and paid.segment_set = told.segment_set
where told.account_id is null or paid.days <> told.days or told.is_shared
