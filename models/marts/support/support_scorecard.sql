{% set counts = [
    'tickets_opened', 'tickets_solved', 'tickets_reopened', 'first_replies', 'first_replies_in_business_hours', 'sla_met',
    'sla_measured', 'csat_satisfied', 'csat_responses', 'ces_responses', 'nps_promoters', 'nps_detractors', 'nps_responses',
] %}
{% set amounts = ['first_reply_seconds', 'first_reply_business_seconds', 'resolution_seconds', 'ces_score_sum', 'tickets_open'] %}
-- A row per month in which the account is in the ledger, or had to do with support.
with told as (
    select
        measures.account_id,
        {% for measure in counts + amounts %}
        sum(case when measures.measure = '{{ measure }}' then measures.amount else 0 end) as {{ measure }},
        {% endfor %}
        {{ month_end('measures.counted_on') }} as month_end
    from {{ ref('support_measures') }} as measures
    group by measures.account_id, {{ month_end('measures.counted_on') }}
),

account_months as (
    select
        account_mrr.account_id,
        account_mrr.month_end
    from {{ ref('account_mrr') }} as account_mrr
    union
    select
        told.account_id,
        told.month_end
    from told
    union
    select
        trends.account_id,
        trends.month_end
    from {{ ref('support_trends') }} as trends
),

carried as (
    select
        account_months.account_id,
        account_months.month_end,
        {% for measure in counts + amounts %}
        coalesce(told.{{ measure }}, 0) as {{ measure }},
        {% endfor %}
        sum(coalesce(told.tickets_open, 0)) over (
            partition by account_months.account_id
            order by account_months.month_end
            rows between unbounded preceding and current row
        ) as open_at_end
    from account_months
    left join told
        on
            account_months.account_id = told.account_id
            and account_months.month_end = told.month_end
)

select
    carried.account_id,
    carried.month_end,
    coalesce(account_mrr.segment_at_close, 'unknown') as segment,
    {% for count in counts %}
    cast(carried.{{ count }} as integer) as {{ count }},
    {% endfor %}
    cast(carried.open_at_end as integer) as tickets_open,
    {{ divide('carried.first_reply_seconds', 60, 2) }} as first_reply_minutes,
    {{ divide('carried.first_reply_business_seconds', 60, 2) }} as first_reply_business_minutes,
    {{ divide('carried.resolution_seconds', 60, 2) }} as resolution_minutes,
    cast({{ divide('carried.sla_met', 'carried.sla_measured') }} as decimal(18, 6)) as sla_compliance,
    cast({{ divide('carried.csat_satisfied', 'carried.csat_responses') }} as decimal(18, 6)) as csat,
    cast(carried.ces_score_sum as decimal(18, 6)) as ces_score_sum,
    cast({{ divide('carried.ces_score_sum', 'carried.ces_responses') }} as decimal(18, 6)) as ces,
    cast({{ divide('100 * (carried.nps_promoters - carried.nps_detractors)', 'carried.nps_responses') }} as decimal(18, 6)) as nps,
    coalesce(trends.newer_tickets, 0) as trend_tickets,
    coalesce(trends.older_tickets, 0) as trend_base_tickets,
    cast({{ divide('trends.newer_tickets * rules.trend_base_days', 'trends.older_tickets * rules.trend_days') }} as decimal(18, 6))
        as ticket_trend,
    rules.version as rule_version
from carried
left join {{ ref('support_trends') }} as trends
    on
        carried.account_id = trends.account_id
        and carried.month_end = trends.month_end
left join {{ ref('account_mrr') }} as account_mrr
    on
        carried.account_id = account_mrr.account_id
        and carried.month_end = account_mrr.month_end
left join {{ ref('support_rules') }} as rules
    on {{ in_force('rules', 'carried.month_end') }}
