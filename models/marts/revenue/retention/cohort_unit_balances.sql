-- What a definition of retention counts as one customer: an account, an account's use of one product, or everything under one
-- ultimate parent. A parent's members are those of one version of the tree, told over all months, so that an account that
-- moves from one parent to another is neither churn here nor new there. So are those of an account with which others were merged.
with positions as (
    select
        'parent_as_of' as unit_level,
        parents.ultimate_parent_account_id as unit_id,
        parents.account_id,
        parents.valid_from,
        parents.valid_to
    from {{ ref('account_parents') }} as parents
    union all
    select
        'parent_today' as unit_level,
        parents.ultimate_parent_account_id as unit_id,
        parents.account_id,
        {{ earliest_day() }} as valid_from,
        parents.valid_to
    from {{ ref('account_parents') }} as parents
    where parents.valid_to is null
    union all
    select
        'account' as unit_level,
        periods.account_id as unit_id,
        periods.crm_account_id as account_id,
        periods.valid_from,
        periods.valid_to
    from {{ ref('crm_account_periods') }} as periods
    union all
    select
        'account' as unit_level,
        accounts.account_id as unit_id,
        accounts.account_id,
        {{ earliest_day() }} as valid_from,
        cast(null as date) as valid_to
    from {{ ref('known_accounts') }} as accounts
    left join {{ ref('crm_account_periods') }} as periods
        on accounts.account_id = periods.crm_account_id
    where periods.crm_account_id is null
),

tree_dates as (
    select
        positions.unit_level,
        positions.unit_id,
        positions.valid_from as tree_from
    from positions
    union
    select
        positions.unit_level,
        positions.unit_id,
        positions.valid_to as tree_from
    from positions
    where positions.valid_to is not null
),

trees as (
    select
        tree_dates.unit_level,
        tree_dates.unit_id,
        tree_dates.tree_from,
        lead(tree_dates.tree_from) over (
            partition by tree_dates.unit_level, tree_dates.unit_id
            order by tree_dates.tree_from
        ) as tree_to
    from tree_dates
),

members as (
    select
        trees.unit_level,
        trees.unit_id,
        positions.account_id,
        trees.tree_from,
        trees.tree_to
    from trees
    inner join positions
        on
            trees.unit_level = positions.unit_level
            and trees.unit_id = positions.unit_id
            and trees.tree_from >= positions.valid_from
            and (positions.valid_to is null or trees.tree_from < positions.valid_to)
)

select
    members.unit_level,
    members.unit_id,
    cast(null as varchar) as product,
    members.tree_from,
    members.tree_to,
    balances.currency,
    balances.month_end,
    cast(sum(balances.closing_local_mrr) as decimal(18, 6)) as closing_local_mrr
from members
inner join {{ ref('account_currency_mrr') }} as balances
    on members.account_id = balances.account_id
group by members.unit_level, members.unit_id, members.tree_from, members.tree_to, balances.currency, balances.month_end
union all
select
    'product' as unit_level,
    products.account_id as unit_id,
    products.product,
    cast('1900-01-01' as date) as tree_from,
    cast(null as date) as tree_to,
    products.currency,
    products.month_end,
    products.closing_local_mrr
from {{ ref('account_product_mrr') }} as products
