-- While the champion's score is below the threshold, and for the least stay, an account is covered as one of a tier above.
with calendar as (
    select
        dates.as_of_date,
        lead(dates.as_of_date) over (order by dates.as_of_date) as next_date
    from {{ ref('health_dates') }} as dates
),

low as (
    select
        scores.account_id,
        scores.as_of_date as valid_from,
        greatest(coalesce(calendar.next_date, {{ latest_day() }}), scores.as_of_date + rules.minimum_days) as valid_to,
        scores.score,
        rules.threshold,
        rules.steps
    from {{ ref('account_health') }} as scores
    inner join {{ ref('health_profiles') }} as profiles
        on
            scores.profile = profiles.profile
            and profiles.is_champion
            and {{ in_force('profiles', 'scores.as_of_date') }}
    inner join {{ ref('segment_rules') }} as rules
        on
            rules.rule = 'at_risk_upgrade'
            and {{ in_force('rules', 'scores.as_of_date') }}
            and scores.score < rules.threshold
            and scores.coverage >= rules.minimum_coverage
    inner join {{ ref('account_paying_periods') }} as lives
        on
            scores.account_id = lives.account_id
            and scores.as_of_date >= lives.valid_from + rules.tenure_from_day
            and (lives.valid_to is null or scores.as_of_date < lives.valid_to)
    inner join calendar
        on scores.as_of_date = calendar.as_of_date
),

reached as (
    select
        low.*,
        max(low.valid_to) over (
            partition by low.account_id
            order by low.valid_from
            rows between unbounded preceding and 1 preceding
        ) as reached
    from low
),

numbered as (
    select
        reached.*,
        sum(case when reached.reached is null or reached.valid_from > reached.reached then 1 else 0 end) over (
            partition by reached.account_id
            order by reached.valid_from
            rows unbounded preceding
        ) as period_number
    from reached
),

ranked as (
    select
        numbered.*,
        max(numbered.valid_to) over (partition by numbered.account_id, numbered.period_number) as holds_to,
        row_number() over (
            partition by numbered.account_id, numbered.period_number
            order by numbered.valid_from
        ) as piece
    from numbered
)

select
    ranked.account_id,
    ranked.valid_from,
    ranked.holds_to as valid_to,
    ranked.score,
    ranked.threshold,
    ranked.steps
from ranked
where ranked.piece = 1
