-- Of the accounts that paid at the opening: what they pay now is net, of each at most what it paid then is gross, and what is
-- above that is expansion, so that net is gross plus expansion.
with quarters as (
    select distinct
        base.month_end as quarter_end,
        base.window_months,
        base.is_provisional
    from {{ ref('retention_base') }} as base
    where base.month_end = cast({{ dbt.last_day('base.month_end', 'quarter') }} as date)
),

scored_on as (
    select
        quarters.quarter_end,
        quarters.window_months,
        quarters.is_provisional,
        max(dates.as_of_date) as as_of_date
    from quarters
    inner join {{ ref('health_dates') }} as dates
        on quarters.quarter_end >= dates.as_of_date
    group by quarters.quarter_end, quarters.window_months, quarters.is_provisional
),

amounts as (
    {% for measure, numerator in [
        ('grr', 'base.retained_mrr_capped'),
        ('nrr', 'base.retained_mrr'),
        ('expansion', 'base.retained_mrr - base.retained_mrr_capped'),
    ] %}
    select
        base.account_id,
        base.month_end as quarter_end,
        base.window_months,
        '{{ measure }}' as measure,
        {{ numerator }} as numerator,
        base.opening_mrr as denominator,
        quarters.is_provisional
    from {{ ref('retention_base') }} as base
    inner join quarters
        on
            base.month_end = quarters.quarter_end
            and base.window_months = quarters.window_months
    where base.is_in_cohort
    union all
    {% endfor %}
    select
        scores.account_id,
        scored_on.quarter_end,
        scored_on.window_months,
        'health' as measure,
        cast(scores.score as decimal(28, 8)) * cast(scores.mrr as decimal(18, 6)) as numerator,
        scores.mrr as denominator,
        scored_on.is_provisional
    from {{ ref('account_health') }} as scores
    inner join scored_on
        on scores.as_of_date = scored_on.as_of_date
    inner join {{ ref('health_profiles') }} as profiles
        on
            scores.profile = profiles.profile
            and profiles.is_champion
            and {{ in_force('profiles', 'scores.as_of_date') }}
    where scores.score is not null
)

select
    amounts.account_id,
    amounts.quarter_end,
    amounts.window_months,
    amounts.measure,
    coalesce(accounts.owner_id, 'unassigned') as owner_id,
    coalesce(accounts.owner_name, 'unassigned') as owner_name,
    cast(amounts.numerator as decimal(28, 8)) as numerator,
    cast(amounts.denominator as decimal(28, 8)) as denominator,
    amounts.is_provisional
from amounts
inner join {{ ref('accounts') }} as accounts
    on amounts.account_id = accounts.account_id
