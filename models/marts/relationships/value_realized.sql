-- What was paid is the MRR of the period's months, not what was billed in them: an invoice for a year is no investment
-- of one month.
{% set categories = ['revenue', 'cost', 'time', 'headcount'] %}
with told as (
    select
        periods.account_id,
        periods.period_kind,
        periods.period_start,
        periods.period_end,
        count(distinct items.report_id) as reports,
        {% for category in categories %}
        coalesce(sum(case when items.value_category = '{{ category }}' then items.hard_value end), 0)
            as {{ category }}_value,
        {% endfor %}
        coalesce(sum(items.hard_value), 0) as hard_value,
        coalesce(sum(case when items.is_validated then items.hard_value end), 0) as validated_value,
        count(case when not items.is_hard then 1 end) as soft_items,
        count(case when items.is_unpriced then 1 end) as unpriced_items
    from {{ ref('value_periods') }} as periods
    inner join {{ ref('value_report_items') }} as items
        on periods.value_item_id = items.value_item_id
    group by periods.account_id, periods.period_kind, periods.period_start, periods.period_end
),

invested as (
    select
        told.account_id,
        told.period_kind,
        told.period_end,
        sum(account_mrr.closing_mrr) as investment
    from told
    inner join {{ ref('account_mrr') }} as account_mrr
        on
            told.account_id = account_mrr.account_id
            and told.period_start <= account_mrr.month_end
            and told.period_end >= account_mrr.month_end
    group by told.account_id, told.period_kind, told.period_end
),

compared as (
    select
        told.*,
        covered.days_reported,
        covered.days,
        covered.days_reported >= covered.days as is_complete,
        coalesce(invested.investment, 0) as investment,
        told.hard_value - coalesce(invested.investment, 0) as net_value,
        told.validated_value - coalesce(invested.investment, 0) as validated_net_value
    from told
    inner join {{ ref('value_period_days') }} as covered
        on
            told.account_id = covered.account_id
            and told.period_kind = covered.period_kind
            and told.period_end = covered.period_end
    left join invested
        on
            told.account_id = invested.account_id
            and told.period_kind = invested.period_kind
            and told.period_end = invested.period_end
)

select
    compared.account_id,
    compared.period_kind,
    compared.period_start,
    compared.period_end,
    cast(compared.reports as integer) as reports,
    {% for category in categories %}
    cast(compared.{{ category }}_value as decimal(18, 6)) as {{ category }}_value,
    {% endfor %}
    cast(compared.hard_value as decimal(18, 6)) as hard_value,
    cast(compared.validated_value as decimal(18, 6)) as validated_value,
    cast(compared.soft_items as integer) as soft_items,
    cast(compared.unpriced_items as integer) as unpriced_items,
    cast(compared.investment as decimal(18, 6)) as investment,
    cast(compared.net_value as decimal(18, 6)) as net_value,
    cast(compared.days_reported as integer) as days_reported,
    cast(compared.days as integer) as days,
    compared.is_complete,
    {% for amount, ratio in [
        ('net_value', 'roi'), ('hard_value', 'value_multiple'), ('validated_net_value', 'validated_roi'),
    ] %}
    case
        when compared.is_complete
            then cast({{ divide('compared.' ~ amount, 'compared.investment') }} as decimal(18, 6))
    end as {{ ratio }},
    {% endfor %}
    compared.period_end > {{ as_of_day() }} as is_provisional
from compared
