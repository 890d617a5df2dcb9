-- What the tiers of a basis look at. A score stands from the day that it was told until the next one.
with lives as (
    select
        periods.account_id,
        periods.life,
        min(periods.valid_from) as valid_from,
        case when count(*) = count(periods.valid_to) then max(periods.valid_to) end as valid_to
    from {{ ref('account_arr_periods') }} as periods
    group by periods.account_id, periods.life
),

scored as (
    select
        scores.account_id,
        scores.score,
        months.state_date as valid_from,
        lead(months.state_date) over (partition by scores.account_id order by months.state_date) as valid_to
    from {{ ref('segment_scores') }} as scores
    inner join {{ ref('reporting_months') }} as months
        on scores.month_end = months.month_end
)

select
    'arr' as basis,
    periods.account_id,
    periods.life,
    periods.valid_from,
    coalesce(periods.valid_to, {{ latest_day() }}) as valid_to,
    periods.arr as value
from {{ ref('account_arr_periods') }} as periods
union all
select
    'score' as basis,
    scored.account_id,
    lives.life,
    scored.valid_from,
    least(coalesce(scored.valid_to, {{ latest_day() }}), coalesce(lives.valid_to, {{ latest_day() }})) as valid_to,
    scored.score as value
from scored
inner join lives
    on
        scored.account_id = lives.account_id
        and scored.valid_from >= lives.valid_from
        and (lives.valid_to is null or scored.valid_from < lives.valid_to)
