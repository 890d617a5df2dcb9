select
    account_id,
    month_end,
    six_places(opening_e6) as opening_mrr,
    six_places(closing_e6) as closing_mrr,
    month_end > getvariable('as_of') as is_provisional,
from
    (
        select *, coalesce(lag(closing_e6) over (partition by account_id order by month_end), 0) as opening_e6
        from truth_months
    )
where opening_e6 <> 0 or closing_e6 <> 0
order by account_id, month_end
