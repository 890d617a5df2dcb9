-- Weekly scores before each churn: the last one that was told so many days ahead, at most a week before that.
{% set days_before = [180, 90, 60, 30] %}
with churns as (
    select
        churns.account_id,
        churns.churned_on,
        churns.mrr_lost,
        churns.is_open,
        lives.valid_from,
        profiles.profile
    from {{ ref('account_churns') }} as churns
    inner join {{ ref('account_paying_periods') }} as lives
        on
            churns.account_id = lives.account_id
            and churns.life = lives.life
    inner join {{ ref('health_profiles') }} as profiles
        on
            profiles.is_enabled
            and {{ in_force('profiles', as_of_day()) }}
),

looks as (
    select
        churns.*,
        health.as_of_date,
        health.segment,
        health.score,
        health.band,
        health.rag,
        health.main_driver,
        {{ dbt.datediff('health.as_of_date', 'churns.churned_on', 'day') }}
            as days_ahead
    from churns
    left join {{ ref('account_health') }} as health
        on
            churns.account_id = health.account_id
            and churns.profile = health.profile
            and churns.churned_on > health.as_of_date
            and churns.valid_from <= health.as_of_date
            and health.is_weekly
)

select
    looks.account_id,
    looks.churned_on,
    looks.profile,
    max(case when looks.days_ahead <= 7 then looks.segment end) as segment,
    max(looks.mrr_lost) as mrr_lost,
    bool_or(looks.is_open) as is_open,
    max(case when looks.days_ahead <= 7 then looks.as_of_date end) as last_scored_on,
    max(case when looks.days_ahead <= 7 then looks.score end) as last_score,
    max(case when looks.days_ahead <= 7 then looks.band end) as last_band,
    max(case when looks.days_ahead <= 7 then looks.rag end) as last_rag,
    max(case when looks.days_ahead <= 7 then looks.main_driver end) as main_driver,
    {% for days in days_before %}
    max(case when looks.days_ahead >= {{ days }} and looks.days_ahead < {{ days + 7 }} then looks.score end) as score_{{ days }}_days,
    max(case when looks.days_ahead >= {{ days }} and looks.days_ahead < {{ days + 7 }} then looks.band end) as band_{{ days }}_days,
    {% endfor %}
    coalesce(bool_or(looks.days_ahead <= 7 and looks.rag = 'green'), false) as was_green
from looks
group by looks.account_id, looks.churned_on, looks.profile
