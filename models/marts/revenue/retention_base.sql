-- Opening is the balance window_months earlier. What a cohort keeps is told at the opening rate, so that FX moves no rate
-- of retention; the figure at today's rate stands beside it.
with windows as (
    select
        windows.window_months,
        months.month_end,
        {{ month_end(dbt.dateadd('month', '-windows.window_months', 'months.month_end')) }} as opening_month_end
    from {{ ref('retention_windows') }} as windows
    inner join {{ ref('reporting_months') }} as months
        on {{ in_force('windows', 'months.month_end') }}
),

running as (
    select
        movements.account_id,
        movements.month_end,
        movements.segment,
        movements.is_provisional,
        movements.closing_mrr,
        {% for movement in ['new', 'reactivation', 'expansion', 'contraction', 'churn', 'fx'] %}
        sum(movements.{{ movement }}_mrr) over account_months as {{ movement }}_to_date,
        {% endfor %}
        first_value(movements.segment) over account_months as first_segment
    from {{ ref('account_month_movements') }} as movements
    window account_months as (
        partition by movements.account_id
        order by movements.month_end
    )
),

constant_rate as (
    select
        closings.account_id,
        windows.window_months,
        windows.month_end,
        sum({{ converted('closings.closing_local_mrr', 'openings.rate') }}) as mrr
    from windows
    inner join {{ ref('account_currency_mrr') }} as closings
        on windows.month_end = closings.month_end
    inner join {{ ref('reporting_rates') }} as openings
        on
            windows.opening_month_end = openings.month_end
            and closings.currency = openings.currency
    group by closings.account_id, windows.window_months, windows.month_end
),

based as (
    select
        closings.account_id,
        closings.month_end,
        windows.window_months,
        closings.is_provisional,
        coalesce(openings.segment_at_close, closings.first_segment) as segment,
        coalesce(openings.closing_mrr, 0) as opening_mrr,
        closings.closing_mrr,
        coalesce(constant_rate.mrr, 0) as closing_mrr_at_opening_rate,
        {% for movement in ['new', 'reactivation', 'expansion', 'contraction', 'churn', 'fx'] %}
        closings.{{ movement }}_to_date - coalesce(before.{{ movement }}_to_date, 0) as {{ movement }}_mrr,
        {% endfor %}
        windows.opening_month_end
    from windows
    inner join running as closings
        on windows.month_end = closings.month_end
    left join running as before
        on
            closings.account_id = before.account_id
            and windows.opening_month_end = before.month_end
    left join {{ ref('account_mrr') }} as openings
        on
            closings.account_id = openings.account_id
            and windows.opening_month_end = openings.month_end
    left join constant_rate
        on
            closings.account_id = constant_rate.account_id
            and windows.window_months = constant_rate.window_months
            and windows.month_end = constant_rate.month_end
)

select
    based.account_id,
    based.month_end,
    cast(based.window_months as integer) as window_months,
    based.opening_month_end,
    based.segment,
    cast(based.opening_mrr as decimal(18, 6)) as opening_mrr,
    cast(based.closing_mrr as decimal(18, 6)) as closing_mrr,
    cast(case when based.opening_mrr > 0 then based.closing_mrr_at_opening_rate else 0 end as decimal(18, 6)) as retained_mrr,
    cast(case when based.opening_mrr > 0 then based.closing_mrr else 0 end as decimal(18, 6)) as retained_mrr_as_reported,
    cast(case when based.opening_mrr > 0 then least(based.closing_mrr_at_opening_rate, based.opening_mrr) else 0 end as decimal(18, 6))
        as retained_mrr_capped,
    {% for movement in ['new', 'reactivation', 'expansion', 'contraction', 'churn', 'fx'] %}
    cast(based.{{ movement }}_mrr as decimal(18, 6)) as {{ movement }}_mrr,
    {% endfor %}
    based.opening_mrr > 0 as is_in_cohort,
    based.opening_mrr > 0 and based.closing_mrr > 0 as is_retained_logo,
    based.is_provisional
from based
where
    based.opening_mrr > 0
    or based.closing_mrr > 0
    or based.expansion_mrr <> 0
    or based.contraction_mrr <> 0
    or based.churn_mrr <> 0
