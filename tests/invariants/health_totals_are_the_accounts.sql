-- By day, profile, segment and band as many accounts and as much ARR are told as account_health has; both ways round.
with scored as (
    select
        scores.as_of_date,
        scores.profile,
        scores.segment,
        coalesce(scores.band, 'no_score') as band,
        count(*) as accounts,
        sum(12 * scores.mrr) as arr
    from {{ ref('account_health') }} as scores
    where scores.is_weekly or scores.is_current
    group by scores.as_of_date, scores.profile, scores.segment, coalesce(scores.band, 'no_score')
),

told as (
    select
        totals.as_of_date,
        totals.profile,
        totals.segment,
        totals.band,
        sum(totals.accounts) as accounts,
        sum(totals.arr) as arr
    from {{ ref('health_totals') }} as totals
    group by totals.as_of_date, totals.profile, totals.segment, totals.band
)

select
    coalesce(scored.as_of_date, told.as_of_date) as as_of_date,
    coalesce(scored.profile, told.profile) as profile,
    coalesce(scored.segment, told.segment) as segment,
    coalesce(scored.band, told.band) as band,
    scored.accounts as scored_accounts,
    told.accounts as told_accounts,
    scored.arr as scored_arr,
    told.arr as told_arr
from scored
full join told
    on
        scored.as_of_date = told.as_of_date
        and scored.profile = told.profile
        and scored.segment = told.segment
        and scored.band = told.band
where
    coalesce(scored.accounts, 0) <> coalesce(told.accounts, 0)
    or coalesce(scored.arr, 0) <> coalesce(told.arr, 0)
