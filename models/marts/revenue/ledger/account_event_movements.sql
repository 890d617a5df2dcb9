-- Each day on which an account's MRR changes is a movement of its month; all changes of one day are one.
with compared as (
    select
        days.*,
        days.mrr - days.amount as mrr_before,
        coalesce(
            max(days.mrr) over (
                partition by days.account_id
                order by days.month_end, days.changed_on
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as most_before
    from {{ ref('account_day_balances') }} as days
)

select
    {% for movement, condition in [
            ('new', 'compared.mrr_before = 0 and compared.most_before = 0'),
            ('reactivation', 'compared.mrr_before = 0 and compared.most_before > 0'),
            ('expansion', 'compared.mrr_before > 0 and compared.amount > 0'),
            ('contraction', 'compared.amount < 0 and compared.mrr > 0'),
            ('churn', 'compared.amount < 0 and compared.mrr <= 0'),
        ] %}
    cast(sum(case when {{ condition }} then compared.amount else 0 end) as decimal(18, 6)) as {{ movement }}_mrr,
    {% endfor %}
    compared.account_id,
    compared.month_end
from compared
where
    compared.changed_on > {{ earliest_day() }}
    and compared.amount <> 0
group by compared.account_id, compared.month_end
