-- Every item stands in the quarter and in the customer's contract year in which its period ended. One that tells of a
-- longer time than a quarter would make the quarter's value too large, so that it counts in the year alone.
{% set years = '12 * cast(floor(' ~ month_ends_passed('lives.valid_from', 'items.period_end') ~ ' / 12) as integer)' %}
with quarters as (
    select
        items.value_item_id,
        items.account_id,
        items.period_start,
        {{ month_end(dbt.dateadd(
            'month',
            'cast((3 - extract(month from items.period_end) % 3) % 3 as integer)',
            'items.period_end'
        )) }} as period_end
    from {{ ref('value_report_items') }} as items
),

bounded as (
    select
        quarters.value_item_id,
        quarters.account_id,
        'quarter' as period_kind,
        quarters.period_start as told_from,
        {{ month_end(dbt.dateadd('month', '-3', 'quarters.period_end')) }} + 1 as period_start,
        quarters.period_end
    from quarters
),

-- The years of the life as a customer in which the item's period ended.
years as (
    select
        items.value_item_id,
        items.account_id,
        {{ month_end(dbt.dateadd('month', years ~ ' - 1', 'lives.valid_from')) }} + 1 as period_start,
        {{ month_end(dbt.dateadd('month', years ~ ' + 11', 'lives.valid_from')) }} as period_end,
        row_number() over (partition by items.value_item_id order by lives.valid_from desc) as place
    from {{ ref('value_report_items') }} as items
    inner join {{ ref('account_paying_periods') }} as lives
        on
            items.account_id = lives.account_id
            and items.period_end >= lives.valid_from
)

select
    bounded.value_item_id,
    bounded.account_id,
    bounded.period_kind,
    bounded.period_start,
    bounded.period_end
from bounded
where bounded.told_from is null or bounded.told_from >= bounded.period_start
union all
select
    years.value_item_id,
    years.account_id,
    'contract_year' as period_kind,
    years.period_start,
    years.period_end
from years
where years.place = 1
