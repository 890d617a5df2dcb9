-- The bands of health hold every paying account once: their numerators add up to the paying accounts of the scorecard.
with bands as (
    select
        scorecard.month_end,
        scorecard.segment,
        sum(scorecard.numerator) as accounts,
        min(scorecard.denominator) as fewest,
        max(scorecard.denominator) as most
    from {{ ref('executive_scorecard') }} as scorecard
    where
        scorecard.metric_id in (
            'healthy_share', 'stable_share', 'at_risk_share', 'critical_share', 'emergency_share', 'unscored_share'
        )
    group by scorecard.month_end, scorecard.segment
)

select
    bands.month_end,
    bands.segment,
    bands.accounts,
    paying.value as paying_accounts
from bands
left join {{ ref('executive_scorecard') }} as paying
    on
        bands.month_end = paying.month_end
        and bands.segment = paying.segment
        and paying.metric_id = 'paying_accounts'
where
    paying.value is null
    or bands.accounts <> paying.value
    or bands.fewest <> paying.value
    or bands.most <> paying.value
