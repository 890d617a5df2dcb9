-- The champion and one challenger on the cases that both of them scored, so that neither gains by what it left out.
with champions as (
    select
        scores.account_id,
        scores.as_of_date,
        scores.scorer as champion,
        scores.score
    from {{ ref('trial_scores') }} as scores
    inner join {{ ref('health_profiles') }} as profiles
        on
            scores.scorer = profiles.profile
            and profiles.is_champion
            and {{ in_force('profiles', as_of_day()) }}
    where scores.scorer_kind = 'profile' and scores.score is not null
),

pairs as (
    select
        outcomes.*,
        champions.champion,
        scores.scorer_kind as challenger_kind,
        scores.scorer as challenger,
        champions.score as champion_score,
        scores.score as challenger_score
    from {{ ref('trial_outcomes') }} as outcomes
    inner join champions
        on
            outcomes.account_id = champions.account_id
            and outcomes.as_of_date = champions.as_of_date
    inner join {{ ref('trial_scores') }} as scores
        on
            outcomes.account_id = scores.account_id
            and outcomes.as_of_date = scores.as_of_date
            and outcomes.horizon_days = coalesce(scores.horizon_days, outcomes.horizon_days)
            and champions.champion <> scores.scorer
    where scores.scorer_kind in ('profile', 'model') and scores.score is not null
)

{% for side in ['champion', 'challenger'] %}
select
    pairs.horizon_days,
    pairs.champion,
    pairs.challenger_kind,
    pairs.challenger,
    '{{ side }}' as side,
    pairs.{{ side }}_score as score,
    count(*) as cases,
    count(case when pairs.is_churned then 1 end) as churned,
    count(case when pairs.is_last_look then 1 end) as churns
from pairs
group by pairs.horizon_days, pairs.champion, pairs.challenger_kind, pairs.challenger, pairs.{{ side }}_score
{% if not loop.last %}union all{% endif %}
{% endfor %}
