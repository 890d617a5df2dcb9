-- Every account and month that a cadence is asked for is counted once, met or not.
with counted as (
    select
        scorecard.month_end,
        scorecard.cadence,
        sum(scorecard.accounts) as accounts,
        sum(scorecard.accounts_met) as accounts_met
    from {{ ref('cadence_scorecard') }} as scorecard
    group by scorecard.month_end, scorecard.cadence
),

asked as (
    select
        cadences.month_end,
        cadences.cadence,
        count(*) as accounts,
        count(case when cadences.is_met then cadences.account_id end) as accounts_met
    from {{ ref('touch_cadence') }} as cadences
    group by cadences.month_end, cadences.cadence
)

select
    asked.month_end,
    asked.cadence,
    asked.accounts,
    asked.accounts_met,
    counted.accounts as counted_accounts,
    counted.accounts_met as counted_met
from asked
full outer join counted
    on
        asked.month_end = counted.month_end
        and asked.cadence = counted.cadence
where
    counted.accounts is distinct from asked.accounts
    or counted.accounts_met is distinct from asked.accounts_met
