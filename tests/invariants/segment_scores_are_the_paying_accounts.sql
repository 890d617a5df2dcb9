-- Every account that pays at a month end is scored once with its ARR, and nobody else is.
with scored as (
    select
        scores.account_id,
        scores.month_end,
        count(*) as scores,
        sum(scores.arr) as arr
    from {{ ref('segment_scores') }} as scores
    group by scores.account_id, scores.month_end
),

paying as (
    select
        account_mrr.account_id,
        account_mrr.month_end,
        12 * account_mrr.closing_mrr as arr
    from {{ ref('account_mrr') }} as account_mrr
    where account_mrr.closing_mrr > 0
)

select
    coalesce(paying.account_id, scored.account_id) as account_id,
    coalesce(paying.month_end, scored.month_end) as month_end,
    paying.arr as paid_arr,
    scored.arr as scored_arr,
    scored.scores
from paying
full join scored
    on
        paying.account_id = scored.account_id
        and paying.month_end = scored.month_end
where
    paying.account_id is null
    or scored.account_id is null
    or scored.scores <> 1
    or paying.arr <> scored.arr
