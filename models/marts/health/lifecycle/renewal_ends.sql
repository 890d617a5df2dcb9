-- The latest end that is known stands until a later one is signed. What was cut short by a later bill, or turns out to lie
-- in a contract, counted until that was known.
with contracts as (
    select
        terms.account_id,
        terms.started_on,
        terms.due_date,
        coalesce(terms.signed_on, terms.started_on) as known_on
    from {{ ref('contract_terms') }} as terms
),

billed as (
    select
        periods.account_id,
        periods.signed_on as valid_from,
        periods.due_date,
        least(
            case when periods.next_started_on <= periods.due_date then periods.next_signed_on end,
            min(contracts.known_on)
        ) as valid_to
    from {{ ref('billed_periods') }} as periods
    inner join {{ ref('renewal_rules') }} as rules
        on {{ in_force('rules', 'periods.due_date') }}
    left join contracts
        on
            periods.account_id = contracts.account_id
            and periods.started_on >= contracts.started_on - rules.fit_days
            and periods.due_date <= contracts.due_date + rules.fit_days
    group by
        periods.account_id, periods.signed_on, periods.started_on, periods.due_date, periods.next_started_on,
        periods.next_signed_on
),

ends as (
    select
        contracts.account_id,
        contracts.known_on as valid_from,
        cast(null as date) as valid_to,
        contracts.due_date
    from contracts
    union all
    select
        billed.account_id,
        billed.valid_from,
        billed.valid_to,
        billed.due_date
    from billed
    where billed.valid_to is null or billed.valid_from < billed.valid_to
),

boundaries as (
    {% for edge in ['valid_from', 'valid_to'] %}
    select
        ends.account_id,
        ends.{{ edge }} as changes_on
    from ends
    where ends.{{ edge }} <= {{ as_of_day() }}
    {% if not loop.last %}union{% endif %}
    {% endfor %}
),

latest as (
    select
        boundaries.account_id,
        boundaries.changes_on,
        max(ends.due_date) as due_date,
        lag(max(ends.due_date)) over (partition by boundaries.account_id order by boundaries.changes_on) as due_before
    from boundaries
    left join ends
        on
            boundaries.account_id = ends.account_id
            and boundaries.changes_on >= ends.valid_from
            and (ends.valid_to is null or boundaries.changes_on < ends.valid_to)
    group by boundaries.account_id, boundaries.changes_on
),

moved as (
    select
        latest.account_id,
        latest.changes_on as valid_from,
        lead(latest.changes_on) over (partition by latest.account_id order by latest.changes_on) as valid_to,
        latest.due_date
    from latest
    where coalesce(latest.due_date <> latest.due_before, true)
)

select
    moved.account_id,
    moved.valid_from,
    moved.valid_to,
    moved.due_date
from moved
where moved.due_date is not null
