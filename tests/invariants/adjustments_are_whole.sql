-- An adjustment is for a month's last day and some amount in reporting currency, of an account that is or was known, approved by
-- somebody else than its author.
select
    adjustments.adjustment_id,
    adjustments.account_id
from {{ ref('adjustments_in_force') }} as adjustments
left join {{ ref('account_mrr_views') }} as views
    on
        adjustments.account_id = views.account_id
        and views.closing_mrr_as_known_now + views.closing_mrr_as_closed > 0
group by
    adjustments.adjustment_id, adjustments.account_id, adjustments.month_end, adjustments.amount, adjustments.currency,
    adjustments.author, adjustments.approved_by
having
    count(views.account_id) = 0
    or adjustments.month_end <> {{ month_end('adjustments.month_end') }}
    or adjustments.amount = 0
    or adjustments.currency <> lower('{{ var("reporting_currency") }}')
    or lower(trim(adjustments.author)) = lower(trim(adjustments.approved_by))
