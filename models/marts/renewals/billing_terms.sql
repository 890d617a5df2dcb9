-- A period that is billed once more from within was cut short, so its end is nobody's renewal.
with billed as (
    select
        lines.subscription_id,
        lines.valid_from as started_on,
        lines.valid_to - 1 as due_date,
        {{ reporting_date('lines.invoiced_at') }} as signed_on
    from {{ ref('recurring_invoice_lines') }} as lines
    where not lines.is_proration
    union all
    select
        subscriptions.subscription_id,
        {{ reporting_date('subscriptions.current_period_start_at') }} as started_on,
        {{ reporting_date('subscriptions.current_period_end_at') }} - 1 as due_date,
        {{ reporting_date('subscriptions.current_period_start_at') }} as signed_on
    from {{ ref('stg_stripe__subscriptions') }} as subscriptions
),

long_periods as (
    select
        billed.subscription_id,
        terms.account_id,
        billed.started_on,
        billed.due_date,
        min(billed.signed_on) as signed_on
    from billed
    inner join {{ ref('subscription_terms') }} as terms
        on billed.subscription_id = terms.subscription_id
    inner join {{ ref('renewal_rules') }} as rules
        on {{ in_force('rules', 'billed.due_date') }}
    where
        terms.past_counts
        and billed.due_date >= cast({{ dbt.dateadd('month', 'rules.minimum_term_months', 'billed.started_on') }} as date) - 1
    group by billed.subscription_id, terms.account_id, billed.started_on, billed.due_date
),

followed as (
    select
        long_periods.*,
        lead(long_periods.started_on) over (
            partition by long_periods.subscription_id
            order by long_periods.started_on, long_periods.due_date
        ) as next_started_on
    from long_periods
)

select
    'subscription:' || followed.subscription_id || '@' || cast(followed.due_date as varchar) as term_id,
    followed.subscription_id,
    followed.account_id,
    followed.started_on,
    followed.due_date,
    followed.signed_on
from followed
where followed.next_started_on is null or followed.next_started_on > followed.due_date
