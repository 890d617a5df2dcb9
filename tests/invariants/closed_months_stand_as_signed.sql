-- The frozen books of a closed month open, move and end as they did when it was closed, whatever has become known since.
select
    closed.close_id,
    closed.account_id,
    closed.frozen_opening_mrr,
    views.opening_mrr_frozen,
    closed.frozen_closing_mrr,
    views.closing_mrr_frozen
from {{ source('closes', 'accounts') }} as closed
inner join {{ ref('closes') }} as closes
    on closed.close_id = closes.close_id
left join {{ ref('account_mrr_views') }} as views
    on
        closes.month_end = views.month_end
        and closed.account_id = views.account_id
where
    closes.is_in_force
    and (
        views.account_id is null
        or closed.frozen_opening_mrr <> views.opening_mrr_frozen
        or closed.frozen_closing_mrr <> views.closing_mrr_frozen
    )
