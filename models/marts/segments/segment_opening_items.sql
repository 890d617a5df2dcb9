-- What became of accounts, by the segment that they had before: at the opening of twelve months for retention, and at the end of
-- the month before for renewals due. An account without a segment then is unassigned, so that every set has all of them.
-- Renewals are counted as renewal_rates counts those of a due month: all with something due, also what the running month has ahead.
with outcomes as (
    select
        base.account_id,
        base.month_end,
        base.opening_month_end as opened_on,
        base.opening_mrr,
        base.retained_mrr,
        base.retained_mrr_capped,
        1 as opening_accounts,
        case when base.is_retained_logo then 1 else 0 end as retained_accounts,
        0 as renewals_due,
        0 as renewals_renewed,
        0 as amount_due
    from {{ ref('retention_base') }} as base
    where base.window_months = 12 and base.is_in_cohort
    union all
    select
        renewals.account_id,
        months.month_end,
        {{ month_end(dbt.dateadd('month', -1, 'months.month_end')) }} as opened_on,
        0 as opening_mrr,
        0 as retained_mrr,
        0 as retained_mrr_capped,
        0 as opening_accounts,
        0 as retained_accounts,
        1 as renewals_due,
        case when renewals.outcome = 'renewed' then 1 else 0 end as renewals_renewed,
        renewals.amount_due
    from {{ ref('renewals') }} as renewals
    inner join {{ ref('reporting_months') }} as months
        on
            renewals.due_month_end = months.month_end
            and renewals.mrr_due > 0
),

placed as (
    select
        outcomes.*,
        sets.segment_set,
        coalesce(months.segment, 'unassigned') as segment
    from outcomes
    inner join {{ ref('segment_sets') }} as sets
        on {{ in_force('sets', 'outcomes.month_end') }}
    left join {{ ref('segment_months') }} as months
        on
            sets.segment_set = months.segment_set
            and outcomes.account_id = months.account_id
            and outcomes.opened_on = months.month_end
)

{% for heading in ['placed.segment', "'all'"] %}
select
    placed.segment_set,
    {{ heading }} as segment,
    placed.month_end,
    {% for item in [
        'opening_mrr', 'retained_mrr', 'retained_mrr_capped', 'opening_accounts', 'retained_accounts', 'renewals_due',
        'renewals_renewed',
    ] %}
    sum(placed.{{ item }}) as {{ item }},
    {% endfor %}
    sum(placed.amount_due) as amount_due
from placed
group by placed.segment_set, {% if heading != "'all'" %}{{ heading }}, {% endif %}placed.month_end
{% if not loop.last %}union all{% endif %}
{% endfor %}
