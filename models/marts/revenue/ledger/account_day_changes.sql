-- Empty while movements are told by month end. Days of a month belong to the accounts of that month's tree, so that a
-- subscription which moves to the survivor of a merge is no change.
with sides as (
    select
        periods.account_id,
        periods.currency,
        periods.valid_from as changed_on,
        {{ counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all') }} as change
    from {{ ref('subscription_periods') }} as periods
    cross join {{ ref('policies_in_force') }} as policies
    where
        policies.movement_grain = 'events'
        and policies.basis = 'contract'
    union all
    select
        periods.account_id,
        periods.currency,
        periods.valid_to as changed_on,
        -{{ counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all') }} as change
    from {{ ref('subscription_periods') }} as periods
    cross join {{ ref('policies_in_force') }} as policies
    where
        policies.movement_grain = 'events'
        and policies.basis = 'contract'
        and periods.valid_to is not null
)

select
    coalesce(tree.account_id, sides.account_id) as account_id,
    sides.currency,
    months.month_end,
    sides.changed_on,
    cast(sum(sides.change) as decimal(18, 6)) as change
from sides
inner join {{ ref('reporting_months') }} as months
    on
        {{ month_end('sides.changed_on') }} = months.month_end
        and sides.changed_on <= months.state_date
left join {{ ref('crm_account_periods') }} as tree
    on
        sides.account_id = tree.crm_account_id
        and months.state_date >= tree.valid_from
        and (tree.valid_to is null or months.state_date < tree.valid_to)
group by coalesce(tree.account_id, sides.account_id), sides.currency, months.month_end, sides.changed_on
having sum(sides.change) <> 0
