-- Paying accounts with their health today and four weeks ago, and the day on which today's band began.
with scores as (
    select scores.*
    from {{ ref('account_health') }} as scores
    inner join {{ ref('health_profiles') }} as profiles
        on
            scores.profile = profiles.profile
            and profiles.is_champion
            and {{ in_force('profiles', 'scores.as_of_date') }}
),

banded as (
    select
        scores.account_id,
        scores.as_of_date,
        scores.band,
        lag(scores.band) over (partition by scores.account_id order by scores.as_of_date) as band_before
    from scores
),

spells as (
    select
        banded.account_id,
        max(banded.as_of_date) as band_since
    from banded
    where banded.band is distinct from banded.band_before
    group by banded.account_id
),

health as (
    select
        scores.account_id,
        scores.as_of_date,
        scores.profile,
        scores.score,
        scores.band,
        spells.band_since,
        scores.previous_score,
        scores.change_30d,
        earlier.band as previous_band,
        scores.main_driver,
        metrics.name as main_driver_name,
        scores.lifecycle_stage
    from scores
    left join spells
        on scores.account_id = spells.account_id
    left join scores as earlier
        on
            scores.account_id = earlier.account_id
            and scores.profile = earlier.profile
            and scores.compared_to = earlier.as_of_date
    left join {{ ref('health_metrics') }} as metrics
        on
            scores.main_driver = metrics.metric
            and {{ in_force('metrics', 'scores.as_of_date') }}
    where scores.is_current
)

select
    accounts.account_id,
    accounts.account_name,
    accounts.owner_id,
    accounts.owner_name,
    accounts.region,
    accounts.segment,
    accounts.current_mrr as mrr,
    accounts.current_arr as arr,
    accounts.first_paid_date,
    health.profile as health_profile,
    health.score as health_score,
    health.band as health_band,
    health.band_since as health_band_since,
    health.previous_score as previous_health_score,
    health.change_30d as health_change_30d,
    health.previous_band as previous_health_band,
    health.main_driver as health_main_driver,
    coalesce(health.main_driver_name, health.main_driver) as health_main_driver_name,
    health.lifecycle_stage
from {{ ref('accounts') }} as accounts
left join health
    on accounts.account_id = health.account_id
where accounts.current_mrr > 0
