select
    eligible.renewal_id,
    discounts.term_years,
    eligible.account_id,
    eligible.due_date,
    eligible.amount_due as list_amount,
    discounts.lowest_discount,
    discounts.highest_discount,
    {{ converted('eligible.amount_due', '1 - discounts.lowest_discount') }} as highest_year_amount,
    {{ converted('eligible.amount_due', '1 - discounts.highest_discount') }} as lowest_year_amount,
    {{ converted('eligible.amount_due * discounts.term_years', '1 - discounts.lowest_discount') }} as highest_term_amount,
    {{ converted('eligible.amount_due * discounts.term_years', '1 - discounts.highest_discount') }} as lowest_term_amount,
    discounts.version as discount_version
from {{ ref('multi_year_eligibility') }} as eligible
inner join {{ ref('multi_year_discounts') }} as discounts
    on {{ in_force('discounts', as_of_day()) }}
where eligible.is_eligible
