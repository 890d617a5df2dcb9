-- As a cohort grows older its start stays, what is gross never rises, nor above what is net, and nobody joins.
with aged as (
    select
        cells.*,
        {% for figure in ['age_months', 'start_logos', 'start_mrr', 'gross_logos', 'gross_mrr'] %}
        lag(cells.{{ figure }}) over cohort_ages as {{ figure }}_before,
        {% endfor %}
        row_number() over cohort_ages as place
    from {{ ref('cohorts') }} as cells
    window cohort_ages as (
        partition by cells.cohort_basis, cells.cohort_month, cells.segment, cells.plan, cells.channel
        order by cells.age_months
    )
)

select
    aged.cohort_basis,
    aged.cohort_month,
    aged.segment,
    aged.plan,
    aged.channel,
    aged.age_months
from aged
where
    aged.age_months <> aged.place - 1
    or aged.start_logos <> aged.start_logos_before
    or aged.start_mrr <> aged.start_mrr_before
    or aged.gross_logos > aged.gross_logos_before
    or aged.gross_mrr > aged.gross_mrr_before
    or aged.gross_logos > aged.logos
    or aged.logos > aged.start_logos
    or aged.gross_mrr > aged.net_mrr
    or (
        aged.age_months = 0
        and (aged.gross_logos <> aged.start_logos or aged.gross_mrr <> aged.start_mrr or aged.mrr <> aged.start_mrr)
    )
