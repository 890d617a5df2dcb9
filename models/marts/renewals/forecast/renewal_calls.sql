-- Of several open opportunities for one renewal the newest counts. A percentage is more exact than a category.
with calls as (
    select
        positions.renewal_id,
        positions.forecast_date,
        states.opportunity_id,
        states.forecast_category,
        states.probability_percent,
        row_number() over (
            partition by positions.renewal_id, positions.forecast_date
            order by states.created_on desc, states.opportunity_id asc
        ) as recency
    from {{ ref('renewal_positions') }} as positions
    inner join {{ ref('renewal_opportunity_terms') }} as opportunities
        on positions.renewal_id = opportunities.term_id
    inner join {{ ref('opportunity_states') }} as states
        on
            opportunities.opportunity_id = states.opportunity_id
            and positions.forecast_date >= states.valid_from
            and (states.valid_to is null or positions.forecast_date < states.valid_to)
    where positions.standing = 'open' and not states.is_closed
)

select
    calls.renewal_id,
    calls.forecast_date,
    calls.opportunity_id,
    calls.forecast_category,
    cast(
        coalesce(
            case when calls.probability_percent between 0 and 100 then {{ divide('calls.probability_percent', '100') }} end,
            categories.probability
        ) as decimal(9, 6)
    ) as probability
from calls
left join {{ ref('forecast_categories') }} as categories
    on
        lower(trim(calls.forecast_category)) = categories.category
        and {{ in_force('categories', 'calls.forecast_date') }}
where calls.recency = 1
