-- Tickets opened in the days before each month's state, newer and older ones; a ticket counts for a few months only.
with months as (
    select
        months.month_end,
        months.state_date,
        rules.trend_days,
        rules.trend_base_days,
        cast({{ dbt.dateadd('day', '1 - rules.trend_days', 'months.state_date') }} as date) as newer_from,
        cast({{ dbt.dateadd('day', '1 - rules.trend_days - rules.trend_base_days', 'months.state_date') }} as date) as older_from
    from {{ ref('reporting_months') }} as months
    inner join {{ ref('support_rules') }} as rules
        on {{ in_force('rules', 'months.state_date') }}
)

select
    measures.account_id,
    months.month_end,
    cast(sum(case when measures.counted_on >= months.newer_from then measures.amount else 0 end) as integer) as newer_tickets,
    cast(sum(case when measures.counted_on < months.newer_from then measures.amount else 0 end) as integer) as older_tickets
from {{ ref('support_measures') }} as measures
inner join months
    on
        measures.counted_on >= months.older_from
        and measures.counted_on <= months.state_date
where measures.measure = 'tickets_opened'
group by measures.account_id, months.month_end
