with ordered as (
    select
        periods.subscription_item_id,
        periods.valid_from,
        periods.valid_to,
        lead(periods.valid_from) over (partition by periods.subscription_item_id order by periods.valid_from) as next_valid_from
    from {{ ref('subscription_periods') }} as periods
)

select *
from ordered
where
    valid_to <= valid_from
    or (next_valid_from is not null and coalesce(valid_to, next_valid_from + 1) > next_valid_from)
