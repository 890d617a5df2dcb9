-- Squared distances of probabilities from what came are told renewal by renewal, so that their mean difference has a
-- standard error; months are too few for one.
with months as (
    select
        pairs.horizon_days,
        pairs.champion,
        pairs.challenger,
        count(*) as renewals,
        sum(pairs.actual_amount) as actual_amount,
        abs(sum(pairs.champion_error)) as champion_absolute_error,
        abs(sum(pairs.challenger_error)) as challenger_absolute_error,
        sum(pairs.champion_square) as champion_squares,
        sum(pairs.challenger_square) as challenger_squares,
        sum(power(pairs.challenger_square - pairs.champion_square, 2)) as difference_squares
    from {{ ref('forecast_duels') }} as pairs
    group by pairs.horizon_days, pairs.champion, pairs.challenger, pairs.due_month_end
),

summed as (
    select
        months.horizon_days,
        months.champion,
        months.challenger,
        cast(count(*) as integer) as months,
        cast(sum(months.renewals) as integer) as renewals,
        cast(sum(months.actual_amount) as decimal(18, 6)) as actual_amount,
        {% for side in ['champion', 'challenger'] %}
        cast(sum(months.{{ side }}_absolute_error) as decimal(18, 6)) as {{ side }}_absolute_error,
        sum(months.{{ side }}_squares) / sum(months.renewals) as {{ side }}_brier,
        {% endfor %}
        sum(months.difference_squares) / sum(months.renewals) as mean_square_difference
    from months
    group by months.horizon_days, months.champion, months.challenger
),

judged as (
    select
        summed.*,
        summed.challenger_brier - summed.champion_brier as difference,
        sqrt(
            greatest(
                summed.mean_square_difference - power(summed.challenger_brier - summed.champion_brier, 2), 0
            ) / summed.renewals
        ) as standard_error
    from summed
)

select
    judged.horizon_days,
    judged.champion,
    judged.challenger,
    judged.months,
    judged.renewals,
    judged.actual_amount,
    judged.champion_absolute_error,
    {{ divide('judged.champion_absolute_error', 'judged.actual_amount') }} as champion_error_share,
    judged.challenger_absolute_error,
    {{ divide('judged.challenger_absolute_error', 'judged.actual_amount') }} as challenger_error_share,
    {% for name in ['champion_brier', 'challenger_brier', 'difference', 'standard_error'] %}
    cast(round(judged.{{ name }}, 6) as decimal(9, 6)) as {{ name }},
    {% endfor %}
    case
        when abs(judged.difference) <= rules.margin_errors * judged.standard_error then 'no_difference'
        when judged.difference < 0 then 'challenger_better'
        else 'champion_better'
    end as verdict
from judged
inner join {{ ref('trial_rules') }} as rules
    on {{ in_force('rules', as_of_day()) }}
