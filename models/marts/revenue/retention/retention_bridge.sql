-- Both definitions of a pair start from the same opening, so between them lie the items that one counts and the other does
-- not. An account whose items cancel out explains nothing and is left out. A view: the pairs of a large book are many, and
-- who reads asks for one.
with account_items as (
    select
        amounts.month_end,
        amounts.window_months,
        pairs.from_definition,
        pairs.to_definition,
        amounts.account_id,
        amounts.segment,
        amounts.item,
        pairs.coefficient * amounts.amount as amount,
        sum(pairs.coefficient * amounts.amount) over (
            partition by
                pairs.from_definition, pairs.to_definition, amounts.month_end, amounts.window_months, amounts.account_id
        ) as account_amount,
        amounts.is_provisional
    from {{ ref('retention_item_amounts') }} as amounts
    inner join {{ ref('retention_pairs') }} as pairs
        on
            amounts.item = pairs.item
            and {{ in_force('pairs', 'amounts.month_end') }}
),

items as (
    select
        account_items.month_end,
        account_items.window_months,
        account_items.from_definition,
        account_items.to_definition,
        account_items.account_id,
        account_items.segment,
        account_items.item,
        cast(null as date) as factor_month_end,
        account_items.amount,
        account_items.is_provisional
    from account_items
    where account_items.account_amount <> 0
    union all
    select
        book.month_end,
        book.window_months,
        sources.definition_id as from_definition,
        targets.definition_id as to_definition,
        cast(null as varchar) as account_id,
        'all' as segment,
        book.item,
        book.factor_month_end,
        sum(case when book.definition_id = targets.definition_id then book.amount else -book.amount end) as amount,
        bool_or(book.is_provisional) as is_provisional
    from {{ ref('retention_book_items') }} as book
    inner join {{ ref('retention_definitions') }} as sources
        on
            sources.denominator_item = 'opening_mrr'
            and {{ in_force('sources', 'book.month_end') }}
    inner join {{ ref('retention_definitions') }} as targets
        on
            targets.denominator_item = 'opening_mrr'
            and sources.definition_id <> targets.definition_id
            and {{ in_force('targets', 'book.month_end') }}
    where
        book.definition_id = sources.definition_id
        or book.definition_id = targets.definition_id
    group by
        book.month_end, book.window_months, sources.definition_id, targets.definition_id, book.item, book.factor_month_end
)

select
    items.month_end,
    items.window_months,
    items.from_definition,
    items.to_definition,
    items.account_id,
    items.segment,
    items.item,
    items.factor_month_end,
    cast(items.amount as decimal(18, 6)) as amount,
    {{ divide('100 * items.amount', 'openings.denominator', 6) }} as points,
    items.is_provisional
from items
inner join {{ ref('retention') }} as openings
    on
        items.from_definition = openings.definition_id
        and items.month_end = openings.month_end
        and items.window_months = openings.window_months
        and openings.segment = 'all'
