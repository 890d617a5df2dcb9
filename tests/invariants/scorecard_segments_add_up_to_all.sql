-- What is counted or summed by segment adds up to the line 'all': amounts and counts, and what ratios and surveys divide. Retention has
-- its own test.
with parted as (
    select
        scorecard.month_end,
        scorecard.metric_id,
        scorecard.window_months,
        case when scorecard.segment = 'all' then 1 else -1 end as sign,
        scorecard.value,
        scorecard.numerator,
        scorecard.denominator
    from {{ ref('executive_scorecard') }} as scorecard
    where scorecard.definition_id is null
)

select
    parted.month_end,
    parted.metric_id,
    parted.window_months,
    sum(parted.sign * case when parted.denominator is null then parted.value end) as value_gap,
    sum(parted.sign * parted.numerator) as numerator_gap,
    sum(parted.sign * parted.denominator) as denominator_gap
from parted
group by parted.month_end, parted.metric_id, parted.window_months
having
    sum(parted.sign * case when parted.denominator is null then parted.value end) <> 0
    or sum(parted.sign * parted.numerator) <> 0
    or sum(parted.sign * parted.denominator) <> 0
