"""A month of the demo company is closed, and a cancellation that belongs to it comes late.

The same with whole refreshes, tests and publications: python -m tests.reliability.late_cancellation.
"""

import shutil
import subprocess
import sys
from decimal import Decimal

import duckdb
import pytest

from orchestration import closes, landing
from orchestration.build_file import open_build
from orchestration.contract import load_contracts
from tests.orchestration.shop import REPO, Shop
from tests.reliability.late_cancellation import (
    CHANGED,
    FROZEN,
    LATE_FILE,
    LINES,
    MONTH,
    MONTH_END,
    close,
    export_cancellation,
    paying_subscription,
)


@pytest.fixture(scope="module")
def late(company, project, tmp_path_factory):
    """The company after the close and the late file: its shop, what was closed, and a connection to its build."""
    folder = tmp_path_factory.mktemp("late")
    for part in ("extracts", "warehouse"):
        shutil.copytree(company.folder / part, folder / part, symlinks=True)
    shop = Shop(folder, REPO)
    account, subscription_id, mrr = paying_subscription(shop)
    done = close(shop, MONTH, CLOSED_BY="Ann")
    assert done.returncode == 0, done.stderr
    export_cancellation(shop, subscription_id)
    contracts = load_contracts(REPO)
    with open_build(shop.warehouse) as con:
        for name in ("subscriptions", "subscription_items"):
            landing.land_table(con, contracts["stripe", name], shop.extracts, shop.warehouse)
        landing.set_as_of(con, None, "UTC")
        assert closes.load(con, shop.warehouse) == 1
    project.remember(folder / "target", shop.warehouse)
    run = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "run", "--quiet", "--select", "+account_mrr_views", "+closed_retention"],
        cwd=REPO,
        env=shop.environment(DBT_PROFILES_DIR=str(REPO), DBT_LOG_PATH=str(folder / "logs")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:]
    with duckdb.connect(str(shop.warehouse / "build.duckdb"), read_only=True) as con:
        con.execute("use marts")
        yield shop, (account, subscription_id, mrr), con


def test_the_closed_figure_stands_and_the_restatement_is_named(late, company):
    _, (account, subscription_id, mrr), con = late
    closed = company.connection.execute(
        f"select sum(closing_mrr) from marts.account_mrr where month_end = '{MONTH_END}'"
    ).fetchone()[0]
    assert con.execute("select sum(closing_mrr), sum(closing_mrr_now), sum(change) from month_closes").fetchone() == (
        closed,
        closed - mrr,
        -mrr,
    )
    assert con.execute(CHANGED).fetchall() == [
        (account, "late_cancellation", subscription_id, -mrr, LATE_FILE, "2026-10-20", "2026-10-31")
    ]


def test_both_views_and_the_prior_period_line(late):
    _, (account, _, mrr), con = late
    assert con.execute(FROZEN.format(account=account)).fetchall() == [
        ("2026-08-31", mrr, mrr, mrr, mrr),
        (MONTH_END, mrr, mrr, Decimal(0), mrr),
        ("2026-10-31", 0, 0, 0, 0),
    ]
    assert con.execute(LINES.format(account=account)).fetchall() == [("2026-10-31", "prior_period", -mrr)]


def test_rates_of_the_closed_month_stand_beside_those_known_now(late, company):
    _, (_, _, mrr), con = late
    closed = company.connection.execute(
        "select numerator, rate from marts.retention where month_end = ? and segment = 'all'"
        " and window_months = 1 and definition_id = 'N1'",
        [MONTH_END],
    ).fetchone()
    told = con.execute(
        "select numerator, rate, numerator_now, cause, rate_now < rate from closed_retention"
        " where segment = 'all' and window_months = 1 and definition_id = 'N1'"
    ).fetchone()
    assert told == (*closed, closed[0] - mrr, "restated", True)
