-- Each dimension cuts the same losses another way.
{% set dimensions = ['reason', 'cause'] %}
with cut as (
    {% for dimension in dimensions %}
    select
        losses.*,
        '{{ dimension }}' as dimension,
        losses.{{ dimension }} as dimension_value
    from {{ ref('revenue_losses') }} as losses
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

dated as (
    select
        cut.*,
        cast({{ dbt.last_day('cut.month_end', 'quarter') }} as date) as quarter_end
    from cut
),

summed as (
    select
        bases.basis,
        bases.period_end,
        bases.segment,
        dated.kind,
        dated.dimension,
        dated.dimension_value,
        bases.opening_mrr,
        bases.is_provisional,
        count(*) as losses,
        count(distinct dated.account_id) as accounts,
        sum(dated.lost_mrr) as lost_mrr,
        sum(sum(dated.lost_mrr)) over (
            partition by bases.basis, bases.period_end, bases.segment, dated.kind, dated.dimension
        ) as all_lost_mrr
    from dated
    inner join {{ ref('loss_bases') }} as bases
        on
            bases.period_end = case bases.basis when 'quarter' then dated.quarter_end else dated.month_end end
            and bases.segment in (dated.segment, 'all')
    group by
        bases.basis, bases.period_end, bases.segment, dated.kind, dated.dimension, dated.dimension_value,
        bases.opening_mrr, bases.is_provisional
)

select
    summed.basis,
    summed.period_end,
    summed.segment,
    summed.kind,
    summed.dimension,
    summed.dimension_value,
    cast(summed.losses as integer) as losses,
    cast(summed.accounts as integer) as accounts,
    cast(summed.lost_mrr as decimal(18, 6)) as lost_mrr,
    cast(summed.all_lost_mrr as decimal(18, 6)) as all_lost_mrr,
    cast({{ divide('summed.lost_mrr', 'summed.all_lost_mrr') }} as decimal(18, 6)) as share_of_losses,
    summed.opening_mrr,
    cast({{ divide('summed.lost_mrr', 'summed.opening_mrr') }} as decimal(18, 6)) as loss_rate,
    summed.is_provisional
from summed
