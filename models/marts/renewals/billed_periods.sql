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
)

select
    long_periods.subscription_id,
    long_periods.account_id,
    long_periods.started_on,
    long_periods.due_date,
    long_periods.signed_on,
    lead(long_periods.started_on) over period as next_started_on,
    lead(long_periods.signed_on) over period as next_signed_on
from long_periods
window period as (
    partition by long_periods.subscription_id
    order by long_periods.started_on, long_periods.due_date
)
