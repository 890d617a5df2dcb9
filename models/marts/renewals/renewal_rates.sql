{% set amounts = [
    'due_mrr', 'renewed_mrr', 'uplift_mrr', 'price_uplift_mrr', 'lost_at_renewal_mrr', 'open_mrr', 'ended_early_mrr',
] %}
with periods as (
    select
        parts.basis,
        parts.period_end,
        parts.segment,
        parts.window_months,
        {% for amount in amounts %}
        cast(sum(parts.{{ amount }}) as decimal(18, 6)) as {{ amount }},
        {% endfor %}
        cast(count(case when parts.part = 'due' then 1 end) as integer) as renewals_due,
        cast(count(case when parts.part = 'due' and parts.is_talk_in_time then 1 end) as integer) as talks_in_time,
        cast(count(case when parts.part = 'renewed' then 1 end) as integer) as renewals_renewed,
        cast(count(case when parts.part = 'ended_early' then 1 end) as integer) as renewals_ended_early,
        {% for timing in ['early', 'on_time', 'late'] %}
        cast(count(case when parts.part = 'renewed' and parts.timing = '{{ timing }}' then 1 end) as integer) as renewals_{{ timing }},
        {% endfor %}
        bool_or(parts.is_provisional) as is_provisional
    from {{ ref('renewal_rate_parts') }} as parts
    group by parts.basis, parts.period_end, parts.segment, parts.window_months
),

whole_base as (
    select
        periods.basis,
        periods.period_end,
        periods.segment,
        cast(sum(kept.opening_mrr) as decimal(18, 6)) as opening_mrr,
        cast(sum(kept.retained_mrr_capped) as decimal(18, 6)) as retained_mrr,
        bool_or(kept.is_provisional) as is_provisional
    from periods
    inner join {{ ref('retention_base') }} as kept
        on
            periods.period_end = kept.month_end
            and periods.window_months = kept.window_months
            and periods.segment in (kept.segment, 'all')
    group by periods.basis, periods.period_end, periods.segment
)

select
    periods.basis,
    periods.period_end,
    periods.segment,
    periods.due_mrr,
    periods.renewed_mrr,
    {{ divide('periods.renewed_mrr', 'periods.due_mrr') }} as rate,
    periods.uplift_mrr,
    periods.price_uplift_mrr,
    periods.open_mrr,
    periods.renewals_due,
    periods.renewals_renewed,
    {{ divide('periods.renewals_renewed', 'periods.renewals_due') }} as count_rate,
    periods.renewals_ended_early,
    periods.ended_early_mrr,
    cast(periods.due_mrr + periods.ended_early_mrr as decimal(18, 6)) as due_or_ended_mrr,
    {{ divide('periods.renewed_mrr', 'periods.due_mrr + periods.ended_early_mrr') }} as rate_with_early_ends,
    periods.renewals_due + periods.renewals_ended_early as renewals_due_or_ended,
    {{ divide('periods.renewals_renewed', 'periods.renewals_due + periods.renewals_ended_early') }} as count_rate_with_early_ends,
    periods.renewals_early,
    periods.renewals_on_time,
    periods.renewals_late,
    {{ divide('periods.renewals_early', 'periods.renewals_renewed') }} as early_rate,
    {{ divide('periods.renewals_early + periods.renewals_on_time', 'periods.renewals_renewed') }} as on_time_rate,
    periods.talks_in_time,
    {{ divide('periods.talks_in_time', 'periods.renewals_due') }} as talk_rate,
    whole_base.opening_mrr as base_opening_mrr,
    whole_base.retained_mrr as base_retained_mrr,
    {{ divide('whole_base.retained_mrr', 'whole_base.opening_mrr') }} as base_retention_rate,
    periods.lost_at_renewal_mrr,
    {{ divide('whole_base.opening_mrr - periods.lost_at_renewal_mrr', 'whole_base.opening_mrr') }} as all_arr_rate,
    periods.is_provisional or coalesce(whole_base.is_provisional, false) as is_provisional
from periods
left join whole_base
    on
        periods.basis = whole_base.basis
        and periods.period_end = whole_base.period_end
        and periods.segment = whole_base.segment
