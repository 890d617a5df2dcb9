-- The latest end that is known stands until a later one is signed.
with known as (
    select
        terms.account_id,
        coalesce(terms.signed_on, terms.started_on) as known_on,
        max(terms.due_date) as due_date
    from {{ ref('renewal_terms') }} as terms
    where coalesce(terms.signed_on, terms.started_on) <= {{ as_of_day() }}
    group by terms.account_id, coalesce(terms.signed_on, terms.started_on)
),

latest as (
    select
        known.account_id,
        known.known_on,
        max(known.due_date) over (
            partition by known.account_id
            order by known.known_on
            rows unbounded preceding
        ) as due_date
    from known
),

moved as (
    select
        latest.account_id,
        latest.due_date,
        min(latest.known_on) as valid_from
    from latest
    group by latest.account_id, latest.due_date
)

select
    moved.account_id,
    moved.valid_from,
    lead(moved.valid_from) over (
        partition by moved.account_id
        order by moved.valid_from
    ) as valid_to,
    moved.due_date
from moved
