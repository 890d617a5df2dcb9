with open_renewals as (
    select
        renewals.renewal_id,
        renewals.account_id,
        {{ as_of_day() }} as today
    from {{ ref('renewals') }} as renewals
    where renewals.outcome = 'open' and renewals.mrr_due > 0
),

signals as (
    select
        signals.account_id,
        max(case when signals.signal = 'relationship_strength' then signals.amount end) as relationship_strength,
        {{ divide(
            "sum(case when signals.signal = 'invoices_on_time_365d' then signals.amount else 0 end)",
            "sum(case when signals.signal = 'invoices_due_365d' then signals.amount end)",
        ) }} as on_time_share
    from {{ ref('account_signals') }} as signals
    inner join {{ ref('health_dates') }} as dates
        on
            signals.as_of_date = dates.as_of_date
            and dates.is_current
    where signals.signal in ('relationship_strength', 'invoices_on_time_365d', 'invoices_due_365d')
    group by signals.account_id
),

cancellations as (
    select
        terms.account_id,
        count(*) as cancellations
    from {{ ref('subscription_terms') }} as terms
    where terms.cancellation_requested_on <= {{ as_of_day() }} and terms.service_ended_on > {{ as_of_day() }}
    group by terms.account_id
),

known as (
    select
        open_renewals.renewal_id,
        open_renewals.account_id,
        open_renewals.today,
        accounts.health_score,
        signals.relationship_strength,
        signals.on_time_share,
        coalesce(cancellations.cancellations, 0) as cancellations,
        case when strategic.account_id is null then 0 else 1 end as strategic
    from open_renewals
    inner join {{ ref('accounts') }} as accounts
        on open_renewals.account_id = accounts.account_id
    left join signals
        on open_renewals.account_id = signals.account_id
    left join cancellations
        on open_renewals.account_id = cancellations.account_id
    left join {{ ref('strategic_accounts') }} as strategic
        on
            open_renewals.account_id = strategic.account_id
            and {{ in_force('strategic', 'open_renewals.today') }}
),

checked as (
    select
        known.renewal_id,
        known.account_id,
        criteria.criterion,
        criteria.label,
        criteria.is_required,
        criteria.sort_order,
        criteria.op,
        criteria.threshold,
        criteria.version,
        cast(case criteria.figure_name
            {% for figure in ['health_score', 'relationship_strength', 'cancellations', 'on_time_share', 'strategic'] %}
            when '{{ figure }}' then known.{{ figure }}
            {% endfor %}
        end as decimal(18, 6)) as figure
    from known
    inner join {{ ref('multi_year_criteria') }} as criteria
        on {{ in_force('criteria', 'known.today') }}
)

select
    checked.renewal_id,
    checked.criterion,
    checked.account_id,
    checked.label,
    checked.figure,
    checked.op,
    checked.threshold,
    coalesce({{ rule_holds('checked') }}, false) as is_met,
    checked.is_required,
    checked.sort_order,
    checked.version as criterion_version
from checked
