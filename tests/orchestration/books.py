"""A build whose marts hold the books of golden case G19, to publish and to close: two accounts, January to May 2026."""

import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.publish import publish
from tests.orchestration.shop import PROJECT
from tests.publish.build import model, seed, test, write_artefacts

MARTS = {
    "account_mrr": "account_id varchar, month_end date, segment varchar, segment_at_close varchar,"
    " opening_mrr decimal(18,6), closing_mrr decimal(18,6), is_provisional boolean",
    "account_mrr_views": "account_id varchar, month_end date, opening_mrr_as_known_now decimal(18,6),"
    " closing_mrr_as_known_now decimal(18,6), opening_mrr_frozen decimal(18,6), closing_mrr_frozen decimal(18,6)",
    "account_currency_mrr": "account_id varchar, currency varchar, month_end date, rate decimal(28,12)",
    "adjustments_in_force": "adjustment_id varchar, account_id varchar, month_end date, amount decimal(18,6)",
    "frozen_mrr_movements": "account_id varchar, month_end date, movement varchar, amount decimal(18,6)",
    "mrr_movements": "account_id varchar, month_end date, movement varchar, amount decimal(18,6)",
    "retention": "month_end date, segment varchar, window_months integer, definition_id varchar,"
    " definition_version integer, numerator decimal(18,6), denominator decimal(18,6), rate decimal(28,6)",
    "subscription_periods": "account_id varchar, subscription_id varchar, currency varchar, quantity decimal(18,6),"
    " mrr_list decimal(18,6), mrr decimal(18,6), mrr_net_all decimal(18,6), valid_from date, valid_to date",
}
POLICIES = "policy varchar, position varchar, days integer, version integer, effective_from date, effective_to date"
FROZEN = {False: "expansion", True: "prior_period"}
ENDS = ("2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31")


def write_books(warehouse_dir: Path, as_of: str, balances: list[int], frozen: list[int], **build: object) -> None:
    """A passing build in which account a has these month-end balances from January on, in both books.

    The last balance is that of the running month. `build` goes to write_artefacts.
    """
    warehouse_dir.mkdir(parents=True, exist_ok=True)
    (warehouse_dir / "build.duckdb").unlink(missing_ok=True)
    with duckdb.connect(str(warehouse_dir / "build.duckdb")) as con:
        con.execute("set TimeZone = 'UTC'")
        for schema in ("raw", "marts", "seeds"):
            con.execute(f"create schema {schema}")
        con.execute(f"create table raw._as_of as select timestamptz '{as_of}' as as_of")
        con.execute("create table raw._loads (sha256 varchar, path varchar, observed_at timestamptz)")
        con.execute(
            "insert into raw._loads values ('s1', 'march.json', '2026-03-31'), ('s2', 'june.json', '2026-06-05')"
        )
        for name, columns in MARTS.items():
            con.execute(f"create table marts.{name} ({columns})")
        con.execute(f"create table seeds.policies ({POLICIES})")
        con.execute("insert into seeds.policies values ('discounts', 'permanent', null, 1, '2000-01-01', null)")
        con.execute("insert into seeds.policies values ('discounts', 'list', null, 2, '2027-01-01', null)")
        con.execute("insert into marts.adjustments_in_force values ('early', 'a', '2026-01-31', 0)")
        con.execute("insert into marts.retention values ('2026-03-31', 'all', 1, 'N1', 1, 450, 500, 0.9)")
        con.execute(
            "insert into marts.subscription_periods values"
            f" ('a', 'sub_a', 'usd', 4, 999, {balances[2]}, 1, '2026-01-01', null),"
            " ('a', 'sub_gone', 'usd', 1, 9, 9, 9, '2026-01-01', '2026-03-31')"
        )
        for number, month_end in enumerate(ENDS[: len(balances)]):
            opening = balances[number - 1] if number else 0
            row = [month_end, opening, balances[number]]
            con.execute(
                "insert into marts.account_mrr values ('a', ?, 'low_touch', 'low_touch', ?, ?, ?)",
                [*row, number == len(balances) - 1],
            )
            frozen_opening = frozen[number - 1] if number else 0
            con.execute(
                "insert into marts.account_mrr_views values ('a', ?, ?, ?, ?, ?)",
                [*row, frozen_opening, frozen[number]],
            )
            con.execute("insert into marts.account_currency_mrr values ('a', 'usd', ?, 1)", [month_end])
            moves = (
                ("mrr_movements", "expansion", balances[number] - opening),
                # In these books whatever falls is told late.
                ("frozen_mrr_movements", FROZEN[frozen[number] < frozen_opening], frozen[number] - frozen_opening),
            )
            for table, movement, amount in moves:
                if amount:
                    con.execute(f"insert into marts.{table} values ('a', ?, ?, ?)", [month_end, movement, amount])
    nodes = [*(model(name, "marts") for name in MARTS), seed("policies", meta={"publish": True}), test("unique_month")]
    write_artefacts(warehouse_dir / "dbt", nodes, **build)
    built = warehouse_dir / "dbt" / "run_results.json"
    results = json.loads(built.read_bytes())
    results["metadata"]["generated_at"] = datetime.now(UTC).isoformat()
    built.write_text(json.dumps(results))


def publish_books(warehouse_dir: Path, as_of: str, balances: list[int], frozen: list[int] | None = None) -> Path:
    """Write the books and publish them; returns the release."""
    write_books(warehouse_dir, as_of, balances, frozen or balances)
    return publish(warehouse_dir, PROJECT, warehouse_dir / "dbt")
