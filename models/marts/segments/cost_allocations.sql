-- Of what a pool costs in a month each of its accounts bears the part of its weight: the accounts of a person those that the person
-- owns, of a segment or a model of coverage those that are in it. Parts are cut from running totals, so that they add up to the last digit.
with pools as (
    select
        costs.month_end,
        costs.pool_kind,
        costs.pool_id,
        sum(costs.amount) as amount
    from {{ ref('csm_cost_lines') }} as costs
    group by costs.month_end, costs.pool_kind, costs.pool_id
),

members as (
    {% for kind, id in [
        ('owner', 'months.owner_id'), ('segment', 'months.segment'), ('segment', 'months.coverage_model'), ('company', "'all'"),
    ] %}
    select
        pools.month_end,
        pools.pool_kind,
        pools.pool_id,
        pools.amount,
        months.account_id,
        months.weight
    from pools
    inner join {{ ref('covered_months') }} as months
        on
            pools.month_end = months.month_end
            and pools.pool_id = {{ id }}
    where pools.pool_kind = '{{ kind }}'
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

running as (
    select
        members.*,
        sum(members.weight) over (
            partition by members.month_end, members.pool_kind, members.pool_id
            order by members.account_id
            rows unbounded preceding
        ) as weight_to_here,
        sum(members.weight) over (partition by members.month_end, members.pool_kind, members.pool_id) as weight_of_all
    from members
),

cut as (
    select
        running.*,
        cast(
            round(
                cast(running.amount as double)
                * (cast(running.weight_to_here as double) / cast(running.weight_of_all as double)),
                6
            ) as decimal(18, 6)
        ) as amount_to_here
    from running
)

select
    cut.account_id,
    cut.month_end,
    cut.pool_kind,
    cut.pool_id,
    cast(
        cut.amount_to_here - coalesce(
            lag(cut.amount_to_here) over (partition by cut.month_end, cut.pool_kind, cut.pool_id order by cut.account_id), 0
        ) as decimal(18, 6)
    ) as amount
from cut
