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
    ordered.valid_to <= ordered.valid_from
    or (ordered.next_valid_from is not null and coalesce(ordered.valid_to, ordered.next_valid_from + 1) > ordered.next_valid_from)
