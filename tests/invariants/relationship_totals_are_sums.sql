-- Segments and owners add up to all, and the accounts that plans are asked of are the paying ones of the ledger.
with paying as (
    select
        account_mrr.month_end,
        count(*) as accounts
    from {{ ref('account_mrr') }} as account_mrr
    where account_mrr.closing_mrr > 0
    group by account_mrr.month_end
),

differences as (
    select
        coverage.month_end,
        coverage.measure,
        sum(case when coverage.segment = 'all' then coverage.numerator else -coverage.numerator end) as numerator,
        sum(case when coverage.segment = 'all' then coverage.denominator else -coverage.denominator end) as denominator
    from {{ ref('success_plan_coverage') }} as coverage
    group by coverage.month_end, coverage.measure
    {% for dimension in ['segment', 'owner'] %}
    union all
    select
        completion.period_end as month_end,
        completion.review_kind as measure,
        sum(case when completion.dimension = 'all' then completion.held else -completion.held end) as numerator,
        sum(case when completion.dimension = 'all' then completion.reviews_due else -completion.reviews_due end)
            as denominator
    from {{ ref('business_review_completion') }} as completion
    where completion.dimension in ('all', '{{ dimension }}')
    group by completion.period_end, completion.review_kind
    {% endfor %}
    union all
    select
        coverage.month_end,
        coverage.measure,
        0 as numerator,
        coverage.denominator - paying.accounts as denominator
    from {{ ref('success_plan_coverage') }} as coverage
    inner join paying
        on coverage.month_end = paying.month_end
    where coverage.measure = 'plan_coverage' and coverage.segment = 'all'
)

select
    differences.month_end,
    differences.measure,
    differences.numerator,
    differences.denominator
from differences
where differences.numerator <> 0 or differences.denominator <> 0
