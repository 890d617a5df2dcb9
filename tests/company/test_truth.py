"""What the warehouse says of the demo company against what its maker knows: to the cent, and fault by fault."""

from decimal import Decimal

import pytest

TRUTH = "memory.truth"


def test_movements_equal_the_truth_for_every_account_and_month(company):
    missing = company.connection.execute(
        f"""
        select
            coalesce(truth.account_id, movements.account_id) as account_id,
            coalesce(cast(truth.month_end as date), movements.month_end) as month_end,
            coalesce(truth.movement, movements.movement) as movement,
            cast(truth.amount as decimal(18, 6)) as expected,
            movements.amount as found
        from {TRUTH}.mrr_movements as truth
        full join marts.mrr_movements as movements
            on truth.account_id = movements.account_id
            and cast(truth.month_end as date) = movements.month_end
            and truth.movement = movements.movement
        where abs(coalesce(cast(truth.amount as decimal(18, 6)), 0) - coalesce(movements.amount, 0)) >= 0.005
        order by all
        """
    ).fetchall()
    assert missing == []
    assert company.connection.execute(f"select count(*) > 1000 from {TRUTH}.mrr_movements").fetchone() == (True,)


def test_closing_mrr_equals_the_truth(company):
    differing = company.connection.execute(
        f"""
        select truth.account_id, truth.month_end, truth.closing_mrr, account_mrr.closing_mrr
        from {TRUTH}.account_mrr as truth
        full join marts.account_mrr as account_mrr
            on truth.account_id = account_mrr.account_id and cast(truth.month_end as date) = account_mrr.month_end
        where abs(coalesce(cast(truth.closing_mrr as decimal(18, 6)), 0) - coalesce(account_mrr.closing_mrr, 0))
            >= 0.005
            or cast(truth.is_provisional as boolean) <> account_mrr.is_provisional
        order by all
        """
    ).fetchall()
    assert differing == []


def test_every_customer_belongs_to_the_account_that_the_truth_names(company):
    wrong = company.connection.execute(
        f"""
        select truth.customer_id, truth.account_id, keys.account_id, keys.method
        from {TRUTH}.customer_accounts as truth
        left join marts.account_keys as keys
            on truth.customer_id = keys.source_key and keys.source_system = 'stripe'
        where keys.account_id is distinct from truth.account_id
        """
    ).fetchall()
    assert wrong == []


def test_all_three_histories_of_subscriptions_occur(company):
    rows = company.connection.execute("select distinct source from marts.subscription_periods order by 1").fetchall()
    assert rows == [("change_ledger",), ("invoice_lines",), ("snapshots",)]


RESOLVED = """
    exists (
        select 1 from marts.account_keys as keys
        where keys.source_system = faults.system and keys.source_key = faults.key
            and 'resolved:' || keys.account_id = faults.expected
    )
"""
UNRESOLVED = """
    exists (
        select 1 from marts.identity_unresolved as queue
        where queue.source_system = faults.system and queue.source_key = faults.key
    )
"""
REJECTED_ROW = """
    exists (
        select 1 from raw._rejected_rows as rejected
        where rejected.path = faults.path and rejected.row_number = cast(faults.row_number as bigint)
    )
"""
REJECTED_FILE = "exists (select 1 from raw._rejected_files as rejected where rejected.path = faults.path)"
# How each kind of planted fault shows when it was found. `faults` is its row of the truth.
FOUND = {
    "bad_date": REJECTED_ROW,
    "bad_number": REJECTED_ROW,
    "missing_value": REJECTED_ROW,
    "error_page": REJECTED_FILE,
    "truncated_gzip": REJECTED_FILE,
    "contact_majority": RESOLVED,
    "fifteen_character_key": RESOLVED,
    "key_of_merged_account": RESOLVED,
    "manual_map": RESOLVED,
    "organization_key": RESOLVED,
    "free_mail": UNRESOLVED,
    "shared_domain": UNRESOLVED,
    "subsidiary_on_parents_domain": UNRESOLVED,
    # One of the two names lands, whichever comes first; the other is known already.
    "copied_file": """
        (
            select count(distinct loads.path) from raw._loads as loads
            where loads.path in (faults.path, replace(faults.path, ' (1)', '')) and loads.object = faults.object
        ) = 1
    """,
    "deleted_account": """
        exists (select 1 from staging.stg_salesforce__accounts as a where a.account_id = faults.key and a.is_deleted)
    """,
    "deleted_customer": """
        exists (select 1 from staging.stg_stripe__customers as c where c.customer_id = faults.key and c.is_deleted)
    """,
    # A chain is redirected to its end, not to the next link.
    "merged_account": """
        exists (
            select 1 from marts.account_redirects as redirects
            left join marts.account_redirects as links
                on substr(faults.expected, length('merged:') + 1) = links.from_account_id
            where redirects.from_account_id = faults.key
                and 'merged:' || redirects.to_account_id = coalesce('merged:' || links.to_account_id, faults.expected)
        )
        and not exists (select 1 from marts.accounts as accounts where accounts.account_id = faults.key)
    """,
    "duplicate_event": """
        (select count(*) from staging.stg_segment__tracks as tracks where tracks.event_id = faults.key) = 1
        and (select count(*) from raw.segment__tracks as tracks where tracks.id = faults.key) > 1
    """,
    "late_event": """
        (
            select count(*) from staging.stg_segment__tracks as tracks
            where tracks.event_id = faults.key and tracks.received_at >= tracks.event_at + interval 1 hour
        ) = 1
    """,
    "repeated_row": """
        (
            select count(*) from raw.zendesk__tickets as landed
            inner join raw.zendesk__tickets as again on landed.id = again.id
            inner join raw._loads as loads on landed._load_id = loads.load_id
            where loads.path = faults.path and landed._row_number = cast(faults.row_number as bigint)
        ) > 1
        and (select count(*) = count(distinct tickets.ticket_id) from staging.stg_zendesk__tickets as tickets)
    """,
    "unknown_column": """
        exists (
            select 1 from raw._drift as drift
            where drift.path = faults.path and drift.kind = 'unknown_column' and drift.column_name = faults.key
        )
    """,
    "unexplained_invoice": """
        exists (
            select 1 from marts.billing_reconciliation_lines as lines
            inner join marts.billing_reconciliation as months
                on lines.account_id = months.account_id and lines.month_end = months.month_end
                and lines.item = months.item and months.is_over_tolerance
            where lines.invoice_id = faults.key and lines.source_file = faults.path
                and lines.source_row = cast(faults.row_number as bigint)
                and faults.expected = 'unexplained:' || cast(lines.amount as integer)
        )
    """,
    "hostile_name": "exists (select 1 from marts.accounts as accounts where accounts.account_id = faults.key)",
    "plan_migration": """
        exists (
            select 1 from marts.account_keys as keys
            inner join marts.mrr_movements as movements on keys.account_id = movements.account_id
            where keys.source_key = faults.key and movements.movement || '_not_churn' = faults.expected
                and movements.cause = 'plan_change'
        )
        and not exists (
            select 1 from marts.account_keys as keys
            inner join marts.mrr_movements as movements on keys.account_id = movements.account_id
            where keys.source_key = faults.key and movements.movement in ('churn', 'reactivation')
        )
    """,
}


def test_every_kind_of_planted_fault_has_a_check(company):
    kinds = {
        kind for (kind,) in company.connection.execute(f"select distinct kind from {TRUTH}.planted_faults").fetchall()
    }
    assert kinds - set(FOUND) == {"test_mode"}


@pytest.mark.parametrize("kind", sorted(FOUND))
def test_planted_faults_are_found(company, kind):
    planted, missed = company.connection.execute(
        f"""
        select count(*), list(faults.key order by faults.key) filter (where not ({FOUND[kind]}))
        from {TRUTH}.planted_faults as faults
        where faults.kind = ?
        """,
        [kind],
    ).fetchone()
    assert planted > 0
    assert not missed


def test_planted_bad_rows_and_files_are_all_that_was_kept_out(company):
    def planted(*kinds):
        return company.connection.execute(
            f"select count(*) from {TRUTH}.planted_faults where list_contains(?, kind)", [list(kinds)]
        ).fetchone()[0]

    rows = company.connection.execute("select count(*) from raw._rejected_rows").fetchone()[0]
    files = company.connection.execute("select count(distinct path) from raw._rejected_files").fetchone()[0]
    assert rows == planted("bad_date", "bad_number", "missing_value")
    assert files == planted("error_page", "truncated_gzip")


def test_test_mode_rows_are_excluded_and_counted(company):
    planted, counted = company.connection.execute(
        f"""
        select
            (select count(*) from {TRUTH}.planted_faults where kind = 'test_mode'),
            (select sum(test_mode_rows_excluded) from marts.data_freshness)
        """
    ).fetchone()
    assert counted >= planted > 0
    leaked = company.connection.execute(
        f"""
        select faults.key from {TRUTH}.planted_faults as faults
        where faults.kind = 'test_mode'
            and (
                exists (select 1 from staging.stg_stripe__customers as c where c.customer_id = faults.key)
                or exists (select 1 from marts.invoice_lines as lines where lines.invoice_id = faults.key)
                or exists (select 1 from marts.subscription_periods as p where p.subscription_id = faults.key)
            )
        """
    ).fetchall()
    assert leaked == []


def test_nothing_between_mrr_and_billed_is_unexplained_but_what_was_planted(company):
    planted = company.connection.execute(
        f"select count(*) from {TRUTH}.planted_faults where kind = 'unexplained_invoice'"
    ).fetchone()[0]
    months, over, worst = company.connection.execute(
        """
        select
            count(*), count(*) filter (where is_over_tolerance), max(abs(amount)) filter (where not is_over_tolerance)
        from marts.billing_reconciliation
        where item = 'unexplained'
        """
    ).fetchone()
    assert months > 5000
    assert over == planted == 1
    assert worst <= Decimal("0.01")


def test_every_kind_of_item_between_mrr_and_billed_occurs(company):
    """Reached by the demo: all but the position of a policy, and what one-off and metered prices would bill."""
    items = {
        item
        for (item,) in company.connection.execute("select distinct item from marts.billing_reconciliation").fetchall()
    }
    assert items >= {
        "annual_prepay", "billed_elsewhere", "churn_date", "credit_note", "failed_payment", "fx", "not_yet_billed",
        "proration", "rounding", "short_cycle", "tax", "temporary_discount",
    }  # fmt: skip


def test_the_demo_is_exported_whole(company):
    """Each check was made, on each table; of accounts billed elsewhere it is good to know, and nothing is amiss."""
    found = company.connection.execute(
        "select check_id, severity from marts.source_completeness where is_over_threshold"
    ).fetchall()
    assert found == [("never_billed", "info")]
    made, checks = company.connection.execute(
        "select (select count(distinct check_id) from marts.source_completeness), count(*)"
        " from seeds.completeness_rules"
    ).fetchone()
    assert made == checks
