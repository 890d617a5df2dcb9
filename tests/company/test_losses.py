"""Why customers left, against what the demo company's maker knows."""

TRUTH = "memory.truth"
REASONS = {
    "acquired": "acquired",
    "budget_cut": "budget",
    "business_closed": "business_closed",
    "champion_left": "champion_left",
    "customer_service": "service",
    "low_usage": "little_use",
    "missing_features": "product_gaps",
    "new_leadership": "new_leadership",
    "payment_failed": "payment_failed",
    "switched_service": "competition",
    "too_expensive": "price",
}


def test_reasons_are_those_of_the_truth_or_not_told(company):
    told = dict(
        company.connection.execute(
            "select (account_id, lost_on), reason from marts.revenue_losses where kind = 'churn'"
        ).fetchall()
    )
    causes = dict(
        company.connection.execute(
            f"select (account_id, cast(churned_on as date)), cause from {TRUTH}.churn"
        ).fetchall()
    )
    assert causes
    assert causes.keys() <= told.keys()
    # The demo writes feedback 'other' for causes that the billing system has no word for.
    wrong = {
        key: (cause, told[key])
        for key, cause in causes.items()
        if told[key] not in (REASONS[cause], "requested", "other")
    }
    assert wrong == {}
    named = sum(told[key] == REASONS[cause] for key, cause in causes.items())
    assert named > len(causes) / 3
    assert {told[key] for key, cause in causes.items() if cause == "payment_failed"} == {"payment_failed"}


def test_involuntary_churn_is_that_of_the_truth(company):
    found = company.connection.execute(
        """
        select period_end, churned_mrr, involuntary_mrr, churned_accounts, involuntary_accounts
        from marts.involuntary_churn
        where basis = 'month' and segment = 'all' and churned_mrr > 0
        order by period_end
        """
    ).fetchall()
    expected = company.connection.execute(
        f"""
        with churns as (
            select movements.account_id, cast(movements.month_end as date) as month_end,
                -cast(movements.amount as decimal(18, 6)) as lost_mrr,
                coalesce(churn.cause = 'payment_failed', false) as is_involuntary
            from {TRUTH}.mrr_movements as movements
            left join {TRUTH}.churn as churn
                on churn.account_id = movements.account_id and churn.month_end = movements.month_end
            where movements.movement = 'churn'
        )
        select month_end, sum(lost_mrr), coalesce(sum(lost_mrr) filter (is_involuntary), 0), count(*),
            count(*) filter (is_involuntary)
        from churns
        group by month_end
        order by month_end
        """
    ).fetchall()
    assert sum(row[2] for row in expected) > 0
    assert found == expected
