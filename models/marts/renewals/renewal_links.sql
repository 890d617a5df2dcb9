-- What follows a term: first a term over one of its subscriptions, else the account's next term that does not overlap it.
-- A term that continues one of its own subscriptions renews nothing else, and otherwise only what ended nearest to its start.
with shared as (
    select
        ended.term_id,
        renewing.term_id as renewing_term_id,
        min(bills.signed_on) as billed_on
    from {{ ref('term_subscriptions') }} as ended
    inner join {{ ref('term_subscriptions') }} as renewing
        on
            ended.subscription_id = renewing.subscription_id
            and ended.term_id <> renewing.term_id
    left join {{ ref('billing_term_contracts') }} as inside
        on
            renewing.term_id = inside.contract_term_id
            and renewing.subscription_id = inside.subscription_id
    left join {{ ref('billing_terms') }} as bills
        on inside.term_id = bills.term_id
    where ended.contracts_sharing = 1 and renewing.contracts_sharing = 1
    group by ended.term_id, renewing.term_id
),

pairs as (
    select
        ended.term_id,
        renewing.term_id as renewing_term_id,
        renewing.started_on as renewed_on,
        renewing.signed_on,
        -- Whoever signs late is billed on time, and that tells.
        coalesce(least(renewing.signed_on, shared.billed_on), renewing.started_on) as known_on,
        case when shared.term_id is null then 1 else 0 end as is_other_service,
        abs(
            {{ dbt.datediff('ended.due_date', 'renewing.started_on', 'day') }}
            - 1
        ) as gap_days
    from {{ ref('renewal_terms') }} as ended
    inner join {{ ref('renewal_rules') }} as rules
        on {{ in_force('rules', 'ended.due_date') }}
    inner join {{ ref('renewal_terms') }} as renewing
        on
            ended.account_id = renewing.account_id
            and ended.started_on < renewing.started_on
            and ended.due_date < renewing.due_date
            and renewing.started_on >= ended.due_date - rules.lead_days
            and renewing.started_on <= ended.due_date + rules.late_days
    left join shared
        on
            ended.term_id = shared.term_id
            and renewing.term_id = shared.renewing_term_id
    where shared.term_id is not null or renewing.started_on >= ended.due_date
),

compared as (
    select
        pairs.*,
        min(pairs.is_other_service) over (partition by pairs.renewing_term_id) as least_other_service,
        min(pairs.gap_days) over (partition by pairs.renewing_term_id) as least_gap_days
    from pairs
),

ranked as (
    select
        compared.*,
        row_number() over (
            partition by compared.term_id
            order by compared.is_other_service, compared.gap_days, compared.renewed_on, compared.renewing_term_id
        ) as choice
    from compared
    where
        compared.is_other_service = 0
        or (compared.least_other_service = 1 and compared.gap_days = compared.least_gap_days)
)

select
    ranked.term_id,
    ranked.renewing_term_id,
    ranked.renewed_on,
    ranked.signed_on,
    ranked.known_on
from ranked
where ranked.choice = 1
