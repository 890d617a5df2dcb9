-- Summed by all cuts at once first, so that the rows that the cuts are made of are few. A cell is told when every account of
-- the cohort has reached the age: accounts that started in the same quarter reach it in different months.
with summed as (
    select
        members.start_month_end,
        members.start_quarter_end,
        members.segment,
        members.plan,
        members.channel,
        members.age_months,
        count(*) as start_logos,
        count(case when members.is_paying then 1 end) as logos,
        count(case when members.is_unbroken then 1 end) as gross_logos,
        {% for amount in ['start_mrr', 'mrr', 'net_mrr', 'gross_mrr'] %}
        sum(members.{{ amount }}) as {{ amount }},
        {% endfor %}
        bool_or(members.is_provisional) as is_provisional
    from {{ ref('cohort_accounts') }} as members
    group by
        members.start_month_end, members.start_quarter_end, members.segment, members.plan, members.channel, members.age_months
),

dated as (
    select
        'month' as cohort_basis,
        summed.start_month_end as cohort_month,
        summed.*
    from summed
    union all
    select
        'quarter' as cohort_basis,
        summed.start_quarter_end as cohort_month,
        summed.*
    from summed
),

cells as (
    {% for cut in ['all', 'segment', 'plan', 'channel'] %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        dated.cohort_basis,
        dated.cohort_month,
        {% for column in ['segment', 'plan', 'channel'] %}
        {{ 'dated.' ~ column if column == cut else "'all'" }} as {{ column }},
        {% endfor %}
        dated.age_months,
        {% for logos in ['start_logos', 'logos', 'gross_logos'] %}
        cast(sum(dated.{{ logos }}) as integer) as {{ logos }},
        {% endfor %}
        {% for amount in ['start_mrr', 'mrr', 'net_mrr', 'gross_mrr'] %}
        cast(sum(dated.{{ amount }}) as decimal(18, 6)) as {{ amount }},
        {% endfor %}
        bool_or(dated.is_provisional) as is_provisional
    from dated
    group by dated.cohort_basis, dated.cohort_month, dated.age_months{{ '' if cut == 'all' else ', dated.' ~ cut }}
    {% endfor %}
),

newest as (
    select max(months.month_end) as month_end
    from {{ ref('reporting_months') }} as months
)

select
    cells.cohort_basis,
    cells.cohort_month,
    cells.segment,
    cells.plan,
    cells.channel,
    cells.age_months,
    cells.start_logos,
    cells.logos,
    {{ divide('cells.logos', 'cells.start_logos') }} as logo_retention,
    cells.gross_logos,
    {{ divide('cells.gross_logos', 'cells.start_logos') }} as gross_logo_retention,
    cells.start_mrr,
    cells.mrr,
    cells.net_mrr,
    {{ divide('cells.net_mrr', 'cells.start_mrr') }} as net_retention,
    cells.gross_mrr,
    {{ divide('cells.gross_mrr', 'cells.start_mrr') }} as gross_retention,
    cells.is_provisional,
    not cells.is_provisional and cells.cohort_month <= newest.month_end as is_complete,
    cells.start_logos < rules.least_logos as is_small
from cells
cross join newest
inner join {{ ref('cohort_rules') }} as rules
    on {{ in_force('rules', as_of_day()) }}
where cells.age_months <= {{ month_ends_passed('least(cells.cohort_month, newest.month_end)', 'newest.month_end') }}
