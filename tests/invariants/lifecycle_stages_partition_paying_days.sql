-- Under every strategy a life's stages follow one another from its first paid day to its last, with no gap or overlap.
with strategies as (
    select distinct stages.strategy
    from {{ ref('lifecycle_stages') }} as stages
),

expected as (
    select
        lives.account_id,
        lives.life,
        strategies.strategy,
        lives.valid_from,
        coalesce(lives.valid_to, {{ latest_day() }}) as valid_to
    from {{ ref('account_paying_periods') }} as lives
    cross join strategies
),

told as (
    select
        stages.account_id,
        stages.life,
        stages.strategy,
        stages.valid_from,
        coalesce(stages.valid_to, {{ latest_day() }}) as valid_to,
        coalesce(lag(stages.valid_to) over (
            partition by stages.account_id, stages.life, stages.strategy
            order by stages.valid_from
        ), stages.valid_from) as previous_to
    from {{ ref('lifecycle_stages') }} as stages
),

whole as (
    select
        told.account_id,
        told.life,
        told.strategy,
        min(told.valid_from) as valid_from,
        max(told.valid_to) as valid_to,
        sum(case when told.previous_to <> told.valid_from or told.valid_from >= told.valid_to then 1 else 0 end) as faults
    from told
    group by told.account_id, told.life, told.strategy
)

select
    coalesce(expected.account_id, whole.account_id) as account_id,
    coalesce(expected.strategy, whole.strategy) as strategy,
    coalesce(expected.life, whole.life) as life,
    whole.faults
from expected
full outer join whole
    on
        expected.account_id = whole.account_id
        and expected.life = whole.life
        and expected.strategy = whole.strategy
where
    whole.account_id is null
    or expected.account_id is null
    or whole.faults > 0
    or expected.valid_from <> whole.valid_from
    or expected.valid_to <> whole.valid_to
