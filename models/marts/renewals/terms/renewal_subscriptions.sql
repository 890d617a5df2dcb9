with outcomes as (
    select
        outcomes.term_id,
        outcomes.renewing_term_id,
        least(outcomes.due_date - 1, outcomes.today) as due_day,
        case when outcomes.renewed_on is not null then least(outcomes.renewed_on, outcomes.today) end as renewed_day
    from {{ ref('renewal_outcomes') }} as outcomes
),

-- Renewed is what the term itself covers, what the renewing one covers, and what else that one renews. What these were
-- worth before tells which part of a change is price.
renewing as (
    select
        outcomes.term_id,
        outcomes.due_day,
        outcomes.renewed_day,
        outcomes.term_id as covering_term_id
    from outcomes
    where outcomes.renewed_day is not null
    union all
    select
        outcomes.term_id,
        outcomes.due_day,
        outcomes.renewed_day,
        outcomes.renewing_term_id as covering_term_id
    from outcomes
    where outcomes.renewing_term_id is not null
    union all
    select
        outcomes.term_id,
        outcomes.due_day,
        outcomes.renewed_day,
        siblings.term_id as covering_term_id
    from outcomes
    inner join outcomes as siblings
        on
            outcomes.renewing_term_id = siblings.renewing_term_id
            and outcomes.term_id <> siblings.term_id
),

terms_read as (
    select
        outcomes.term_id,
        'due' as reading,
        outcomes.due_day as read_on,
        outcomes.due_day,
        outcomes.term_id as covering_term_id
    from outcomes
    {% for reading, read_on in [('before', 'due_day'), ('renewed', 'renewed_day')] %}
    union all
    select
        renewing.term_id,
        '{{ reading }}' as reading,
        renewing.{{ read_on }} as read_on,
        renewing.due_day,
        renewing.covering_term_id
    from renewing
    {% endfor %}
)

select
    terms_read.term_id,
    terms_read.reading,
    terms_read.read_on,
    terms_read.due_day,
    covered.subscription_id,
    cast(coalesce(
        max(case when terms_read.covering_term_id = terms_read.term_id then covered.contracts_sharing end),
        max(covered.contracts_sharing)
    ) as integer) as contracts_sharing
from terms_read
inner join {{ ref('term_subscriptions') }} as covered
    on terms_read.covering_term_id = covered.term_id
group by terms_read.term_id, terms_read.reading, terms_read.read_on, terms_read.due_day, covered.subscription_id
