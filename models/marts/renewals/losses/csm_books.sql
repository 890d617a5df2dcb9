with owned as (
    {% for id, name in [('amounts.owner_id', 'amounts.owner_name'), ("'all'", "'all'")] %}
    select
        amounts.*,
        {{ id }} as book_id,
        {{ name }} as book_name
    from {{ ref('csm_book_amounts') }} as amounts
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

summed as (
    select
        owned.book_id,
        owned.book_name,
        owned.quarter_end,
        owned.window_months,
        owned.measure,
        owned.is_provisional,
        count(*) as accounts,
        sum(owned.numerator) as numerator,
        sum(owned.denominator) as denominator
    from owned
    group by owned.book_id, owned.book_name, owned.quarter_end, owned.window_months, owned.measure, owned.is_provisional
),

rated as (
    select
        summed.*,
        measures.label,
        measures.weight,
        measures.target,
        measures.version,
        cast({{ divide('summed.numerator', 'summed.denominator') }} as decimal(18, 6)) as rate
    from summed
    inner join {{ ref('csm_book_measures') }} as measures
        on
            summed.measure = measures.measure
            and summed.window_months = measures.window_months
            and {{ in_force('measures', 'summed.quarter_end') }}
)

select
    rated.book_id as owner_id,
    rated.book_name as owner_name,
    rated.quarter_end,
    rated.window_months,
    rated.measure,
    rated.label,
    cast(rated.accounts as integer) as accounts,
    cast(rated.numerator as decimal(28, 8)) as numerator,
    cast(rated.denominator as decimal(28, 8)) as denominator,
    rated.rate,
    rated.weight,
    rated.target,
    rated.rate >= rated.target as is_met,
    rated.is_provisional,
    rated.version as measure_version
from rated
