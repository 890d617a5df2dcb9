-- The accounts behind a figure: their items, counted as the definition counts them, are its numerator; and the opening item of
-- all accounts is its denominator.
with by_account as (
    select
        amounts.month_end,
        amounts.window_months,
        amounts.segment,
        definition_items.definition_id,
        definition_items.definition_version,
        sum(definition_items.coefficient * amounts.amount) as amount
    from {{ ref('retention_item_amounts') }} as amounts
    inner join {{ ref('retention_definition_items') }} as definition_items
        on amounts.item = definition_items.item
    group by
        amounts.month_end, amounts.window_months, amounts.segment, definition_items.definition_id,
        definition_items.definition_version
)

select
    retention.month_end,
    retention.window_months,
    retention.segment,
    retention.definition_id,
    retention.numerator,
    by_account.amount
from {{ ref('retention') }} as retention
inner join {{ ref('retention_definitions') }} as definitions
    on
        retention.definition_id = definitions.definition_id
        and retention.definition_version = definitions.definition_version
        and definitions.kind = 'sum'
        and definitions.denominator_item <> 'opening_logos'
left join by_account
    on
        retention.month_end = by_account.month_end
        and retention.window_months = by_account.window_months
        and retention.segment = by_account.segment
        and retention.definition_id = by_account.definition_id
        and retention.definition_version = by_account.definition_version
where
    retention.segment <> 'all'
    and retention.numerator <> coalesce(by_account.amount, 0)
