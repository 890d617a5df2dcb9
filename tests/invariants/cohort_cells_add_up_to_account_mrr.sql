-- Each cell is the MRR of the accounts whose first paid month end lies in its cohort; the cuts of it add up to the whole.
with firsts as (
    select
        account_mrr.account_id,
        min(account_mrr.month_end) as start_month_end
    from {{ ref('account_mrr') }} as account_mrr
    where account_mrr.closing_mrr > 0
    group by account_mrr.account_id
),

summed as (
    select
        firsts.start_month_end,
        {{ month_ends_passed('firsts.start_month_end', 'account_mrr.month_end') }} as age_months,
        sum(account_mrr.closing_mrr) as mrr,
        count(case when account_mrr.closing_mrr > 0 then 1 end) as logos
    from firsts
    inner join {{ ref('account_mrr') }} as account_mrr
        on
            firsts.account_id = account_mrr.account_id
            and firsts.start_month_end <= account_mrr.month_end
    group by firsts.start_month_end, account_mrr.month_end
),

expected as (
    {% for basis in ['month', 'quarter'] %}
    {% if not loop.first %}
    union all
    {% endif %}
    select
        '{{ basis }}' as cohort_basis,
        {{ dbt.last_day('summed.start_month_end', basis) }} as cohort_month,
        summed.age_months,
        sum(summed.mrr) as mrr,
        sum(summed.logos) as logos
    from summed
    group by {{ dbt.last_day('summed.start_month_end', basis) }}, summed.age_months
    {% endfor %}
),

cuts as (
    select
        cells.*,
        case
            when cells.segment <> 'all' then 'segment'
            when cells.plan <> 'all' then 'plan'
            when cells.channel <> 'all' then 'channel'
            else 'none'
        end as cut
    from {{ ref('cohorts') }} as cells
)

select
    cuts.cohort_basis,
    cuts.cohort_month,
    cuts.age_months,
    cuts.cut
from cuts
left join expected
    on
        cuts.cohort_basis = expected.cohort_basis
        and cuts.cohort_month = expected.cohort_month
        and cuts.age_months = expected.age_months
group by cuts.cohort_basis, cuts.cohort_month, cuts.age_months, cuts.cut
having
    sum(cuts.mrr) is distinct from max(expected.mrr)
    or sum(cuts.logos) is distinct from max(expected.logos)
