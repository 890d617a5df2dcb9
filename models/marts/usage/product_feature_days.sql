with batches as (
    select
        events.account_id,
        events.feature,
        events.happened_on,
        events.known_on,
        count(*) as uses
    from {{ ref('product_events') }} as events
    where events.feature is not null
    group by events.account_id, events.feature, events.happened_on, events.known_on
)

select
    batches.account_id,
    batches.feature,
    batches.happened_on,
    batches.known_on,
    cast(batches.uses as integer) as uses,
    row_number() over (
        partition by batches.account_id, batches.feature
        order by batches.known_on, batches.happened_on
    ) = 1 as is_first_use
from batches
