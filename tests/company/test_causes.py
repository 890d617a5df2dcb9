"""Why MRR changed, against what the demo company's maker knows of its contracts."""

TRUTH = "memory.truth"
OF_ITEMS = "effect not in ('new', 'reactivation', 'churn')"


def test_effects_equal_the_truth_for_every_account_and_month(company):
    differing = company.connection.execute(
        f"""
        with found as (
            select distinct account_id, month_end, effect from marts.mrr_change_effects where {OF_ITEMS}
        ),
        expected as (
            select account_id, cast(month_end as date) as month_end, effect from {TRUTH}.mrr_effects
        )
        select 'missing' as fault, missing.* from (from expected except from found) as missing
        union all
        select 'unknown' as fault, unknown.* from (from found except from expected) as unknown
        order by all
        """
    ).fetchall()
    assert differing == []
    kinds = company.connection.execute(f"select distinct effect from {TRUTH}.mrr_effects order by effect").fetchall()
    assert kinds == [("discount",), ("plan_change",), ("price",), ("product",), ("seat",)]


def test_a_subscription_that_replaces_another_is_one_change(company):
    """An account of the company ends a yearly subscription and starts one of another product at the same moment."""
    (account,) = company.connection.execute(
        f"select account_id from {TRUTH}.accounts where scenario = 'annual_product_move'"
    ).fetchone()
    swaps = company.connection.execute(
        """
        select effects.amount, effects.opening_mrr, effects.closing_mrr, movements.amount, movements.cause
        from marts.mrr_change_effects as effects
        inner join marts.mrr_movements as movements using (account_id, month_end)
        where effects.account_id = ? and effects.from_subscription_item_id <> effects.to_subscription_item_id
            and movements.movement in ('expansion', 'contraction')
        """,
        [account],
    ).fetchall()
    assert len(swaps) == 1
    amount, opening, closing, moved, cause = swaps[0]
    assert amount == closing - opening == moved != 0
    assert cause == "plan_change"
    named = company.connection.execute(
        "select distinct movement from marts.mrr_movements where account_id = ? and movement <> 'fx'", [account]
    ).fetchall()
    assert ("new",) in named and not {("churn",), ("reactivation",)} & set(named)
