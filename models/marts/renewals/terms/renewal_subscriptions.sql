-- At stake is what was paid before anything was renewed, also where that took effect ahead of the end.
with outcomes as (
    select
        outcomes.term_id,
        outcomes.renewing_term_id,
        least(outcomes.due_date - 1, outcomes.renewed_on - 1, outcomes.today) as due_day,
        case when outcomes.renewed_on is not null then least(outcomes.renewed_on, outcomes.today) end as renewed_day,
        early_ends.last_paid_on
    from {{ ref('renewal_outcomes') }} as outcomes
    left join {{ ref('renewal_early_ends') }} as early_ends
        on outcomes.term_id = early_ends.term_id
),

-- Renewed is what the term itself covers, what else the renewing term renews, and what that one covers. What these were
-- worth before tells which part of a change is price.
renewing as (
    select
        outcomes.term_id,
        outcomes.due_day,
        outcomes.renewed_day,
        outcomes.term_id as covering_term_id,
        true as is_ended
    from outcomes
    where outcomes.renewed_day is not null
    union all
    select
        outcomes.term_id,
        outcomes.due_day,
        outcomes.renewed_day,
        siblings.term_id as covering_term_id,
        true as is_ended
    from outcomes
    inner join outcomes as siblings
        on
            outcomes.renewing_term_id = siblings.renewing_term_id
            and outcomes.term_id <> siblings.term_id
    union all
    select
        outcomes.term_id,
        outcomes.due_day,
        outcomes.renewed_day,
        outcomes.renewing_term_id as covering_term_id,
        false as is_ended
    from outcomes
    where outcomes.renewing_term_id is not null
),

terms_read as (
    {% for reading, read_on in [('due', 'due_day'), ('ended', 'last_paid_on')] %}
    select
        outcomes.term_id,
        '{{ reading }}' as reading,
        outcomes.{{ read_on }} as read_on,
        outcomes.due_day,
        outcomes.term_id as covering_term_id,
        true as is_ended
    from outcomes
    where outcomes.{{ read_on }} is not null
    union all
    {% endfor %}
    {% for reading, read_on in [('before', 'due_day'), ('renewed', 'renewed_day')] %}
    select
        renewing.term_id,
        '{{ reading }}' as reading,
        renewing.{{ read_on }} as read_on,
        renewing.due_day,
        renewing.covering_term_id,
        renewing.is_ended
    from renewing
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

counted as (
    select
        terms_read.term_id,
        terms_read.reading,
        terms_read.read_on,
        terms_read.due_day,
        covered.subscription_id,
        greatest(count(case when terms_read.is_ended then 1 end), 1) as terms_counted,
        max(case when terms_read.is_ended then covered.contracts_sharing end) as ended_sharing,
        max(covered.contracts_sharing) as contracts_sharing
    from terms_read
    inner join {{ ref('term_subscriptions') }} as covered
        on terms_read.covering_term_id = covered.term_id
    group by terms_read.term_id, terms_read.reading, terms_read.read_on, terms_read.due_day, covered.subscription_id
)

-- Contracts that share a subscription and are renewed into one bring their shares together.
select
    counted.term_id,
    counted.reading,
    counted.read_on,
    counted.due_day,
    counted.subscription_id,
    cast(least(counted.terms_counted, coalesce(counted.ended_sharing, counted.contracts_sharing)) as integer) as shares,
    cast(coalesce(counted.ended_sharing, counted.contracts_sharing) as integer) as contracts_sharing
from counted
