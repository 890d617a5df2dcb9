-- Both readings of a renewal are told at one rate, that of the month it fell due in, so that FX neither renews nor loses.
with outcomes as (
    select
        outcomes.term_id,
        outcomes.renewing_term_id,
        least(outcomes.due_date - 1, outcomes.today) as due_day,
        case when outcomes.renewed_on is not null then least(outcomes.renewed_on, outcomes.today) end as renewed_day
    from {{ ref('renewal_outcomes') }} as outcomes
),

-- Renewed is what the term itself covers, what the renewing one covers, and what else that one renews.
terms_read as (
    select
        outcomes.term_id,
        'due' as reading,
        outcomes.due_day as read_on,
        outcomes.due_day,
        outcomes.term_id as covering_term_id
    from outcomes
    union all
    select
        outcomes.term_id,
        'renewed' as reading,
        outcomes.renewed_day as read_on,
        outcomes.due_day,
        outcomes.term_id as covering_term_id
    from outcomes
    where outcomes.renewed_day is not null
    union all
    select
        outcomes.term_id,
        'renewed' as reading,
        outcomes.renewed_day as read_on,
        outcomes.due_day,
        outcomes.renewing_term_id as covering_term_id
    from outcomes
    where outcomes.renewing_term_id is not null
    union all
    select
        outcomes.term_id,
        'renewed' as reading,
        outcomes.renewed_day as read_on,
        outcomes.due_day,
        siblings.term_id as covering_term_id
    from outcomes
    inner join outcomes as siblings
        on
            outcomes.renewing_term_id = siblings.renewing_term_id
            and outcomes.term_id <> siblings.term_id
),

subscriptions_read as (
    select
        terms_read.term_id,
        terms_read.reading,
        terms_read.read_on,
        terms_read.due_day,
        covered.subscription_id,
        coalesce(
            max(case when terms_read.covering_term_id = terms_read.term_id then covered.contracts_sharing end),
            max(covered.contracts_sharing)
        ) as contracts_sharing
    from terms_read
    inner join {{ ref('term_subscriptions') }} as covered
        on terms_read.covering_term_id = covered.term_id
    group by terms_read.term_id, terms_read.reading, terms_read.read_on, terms_read.due_day, covered.subscription_id
),

amounts as (
    select
        subscriptions_read.term_id,
        subscriptions_read.reading,
        {{ divide(
            counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all'),
            'subscriptions_read.contracts_sharing',
        ) }} as local_mrr,
        rates.rate
    from subscriptions_read
    cross join {{ ref('policies_in_force') }} as policies
    inner join {{ ref('subscription_periods') }} as periods
        on
            subscriptions_read.subscription_id = periods.subscription_id
            and subscriptions_read.read_on >= periods.valid_from
            and (periods.valid_to is null or subscriptions_read.read_on < periods.valid_to)
    left join {{ ref('reporting_rates') }} as rates
        on
            rates.month_end = {{ month_end('subscriptions_read.due_day') }}
            and periods.currency = rates.currency
)

select
    amounts.term_id,
    amounts.reading,
    cast(
        case when count(*) = count(amounts.rate) then sum({{ converted('amounts.local_mrr', 'amounts.rate') }}) end as decimal(18, 6)
    ) as mrr
from amounts
group by amounts.term_id, amounts.reading
