-- What a definition of retention counts as one customer: an account, an account's use of one product, or everything under one
-- ultimate parent. A parent's members are those of one version of the tree, told over all months, so that an account that
-- moves from one parent to another is neither churn here nor new there.
with tree_dates as (
    select
        parents.ultimate_parent_account_id,
        parents.valid_from as tree_from
    from {{ ref('account_parents') }} as parents
    union
    select
        parents.ultimate_parent_account_id,
        parents.valid_to as tree_from
    from {{ ref('account_parents') }} as parents
    where parents.valid_to is not null
),

trees as (
    select
        tree_dates.ultimate_parent_account_id,
        tree_dates.tree_from,
        lead(tree_dates.tree_from) over (
            partition by tree_dates.ultimate_parent_account_id
            order by tree_dates.tree_from
        ) as tree_to
    from tree_dates
),

members as (
    select
        'parent_as_of' as unit_level,
        trees.ultimate_parent_account_id as unit_id,
        parents.account_id,
        trees.tree_from,
        trees.tree_to
    from trees
    inner join {{ ref('account_parents') }} as parents
        on
            trees.ultimate_parent_account_id = parents.ultimate_parent_account_id
            and trees.tree_from >= parents.valid_from
            and (parents.valid_to is null or trees.tree_from < parents.valid_to)
    union all
    select
        'parent_today' as unit_level,
        parents.ultimate_parent_account_id as unit_id,
        parents.account_id,
        cast('1900-01-01' as date) as tree_from,
        cast(null as date) as tree_to
    from {{ ref('account_parents') }} as parents
    where parents.valid_to is null
    union all
    select
        'account' as unit_level,
        accounts.account_id as unit_id,
        accounts.account_id,
        cast('1900-01-01' as date) as tree_from,
        cast(null as date) as tree_to
    from {{ ref('accounts') }} as accounts
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
