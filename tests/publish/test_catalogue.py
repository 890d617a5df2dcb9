"""What a release says about itself equals what the run did and what the project says."""

import datetime as dt
from pathlib import Path

import duckdb
import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.publish import publish
from orchestration.verify import PATTERNS, literal
from tests.publish import build

PROJECT = Path(__file__).parents[2]
SOURCE = "source.cs_warehouse.crm.accounts"
UNIT = "unit_test.cs_warehouse.a_unit"


def node_test(name: str, reads: list[str], **fields: object) -> dict:
    """A manifest node of a data test over some nodes."""
    return build.test(name) | {"depends_on": {"nodes": reads}} | fields


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> duckdb.DuckDBPyConnection:
    """A release of a build with each kind of test, a rule table, and a chain down to a source."""
    warehouse = tmp_path_factory.mktemp("catalogue") / "warehouse"
    build.write_build(warehouse)
    with duckdb.connect(str(warehouse / "build.duckdb")) as con:
        con.execute(
            "create table seeds.renewal_rules as select * from (values"
            " ('grace', 30, 1, date '2000-01-01', date '2026-01-01'), ('grace', 45, 2, date '2026-01-01', null))"
            " as rules (rule, days, version, effective_from, effective_to),"
            " lateral (select (days * 1.50)::decimal(18, 4) as share)"
        )
    accounts, staged = "model.cs_warehouse.accounts", "model.cs_warehouse.stg_crm__accounts"
    nodes = [
        build.model("accounts", "marts", meta={"key": ["account_id"]}, columns={"account_id": "CRM id."})
        | {"path": "marts/accounts/accounts.sql", "depends_on": {"nodes": [staged]}, "version": 1},
        build.model("account_mrr", "marts")
        | {
            "path": "marts/revenue/account_mrr.sql",
            "depends_on": {"nodes": [accounts, "seed.cs_warehouse.renewal_rules"]},
        },
        build.model("stg_crm__accounts", "staging") | {"depends_on": {"nodes": [SOURCE]}},
        build.view("mrr_by_name", ["accounts", "account_mrr"]),
        build.seed("metric_targets", meta={"publish": True}),
        build.seed("renewal_rules", meta={"publish": True}),
        node_test(
            "not_null_accounts_account_id",
            [accounts],
            column_name="account_id",
            attached_node=accounts,
            test_metadata={"name": "not_null"},
        ),
        node_test("unique_pairs", [accounts], attached_node=accounts, test_metadata={"name": "unique_combination"}),
        node_test("totals_tie", [accounts], raw_code="-- What is billed\n-- is what is due.\nselect 1 -- never"),
    ]
    source = {"unique_id": SOURCE, "resource_type": "source", "source_name": "crm", "name": "accounts"}
    unit = {UNIT: build.unit_test("a_unit") | {"description": "By hand."}}
    warned = {"test.cs_warehouse.totals_tie.0a1b2c3d4e": "warn"}
    page = {
        "resource_type": "exposure",
        "label": "Retention",
        "depends_on": {"nodes": ["model.cs_warehouse.account_mrr"]},
    }
    found = {"sources": {SOURCE: source}, "exposures": {"exposure.cs_warehouse.page_retention": page}}
    target = warehouse / "dbt"
    build.write_artefacts(target, nodes, warned, unit_tests=unit, **found)
    say_passed(target / "run_results.json", UNIT)
    released = publish(warehouse, PROJECT, target)
    with duckdb.connect(str(released / "cs_warehouse.duckdb"), read_only=True) as con:
        yield con


def say_passed(path: Path, unique_id: str) -> None:
    """One more passed node among the run's results."""
    text = path.read_text(encoding="utf-8")
    passed = f'{{"unique_id": "{unique_id}", "status": "pass", "failures": null, "message": "OK"}}, '
    path.write_text(text.replace('"results": [', f'"results": [{passed}', 1), encoding="utf-8")


def test_every_check_says_what_it_looked_at_and_how_it_ended(release):
    found = release.execute(
        "select check_name, kind, table_name, column_name, severity, status, description from checks"
        " order by check_name"
    ).fetchall()
    assert found == [
        ("a_unit", "unit_test", "accounts", None, "error", "passed", "By hand."),
        ("not_null_accounts_account_id", "not_null", "accounts", "account_id", "error", "passed",
         "One row per not_null_accounts_account_id; it's a test."),
        ("totals_tie", "invariant", "accounts", None, "error", "warned",
         "One row per totals_tie; it's a test."),
        ("unique_pairs", "unique", "accounts", None, "error", "passed",
         "One row per unique_pairs; it's a test."),
    ]  # fmt: skip


def test_lineage_leads_from_a_page_to_the_source(release):
    assert release.execute("from model_lineage order by model_name, parent_name").fetchall() == [
        ("Retention", "page", False, "account_mrr", "mart", True),
        ("account_mrr", "mart", True, "accounts", "mart", True),
        ("account_mrr", "mart", True, "renewal_rules", "seed", True),
        ("accounts", "mart", True, "stg_crm__accounts", "staging", False),
        ("mrr_by_name", "mart", True, "account_mrr", "mart", True),
        ("mrr_by_name", "mart", True, "accounts", "mart", True),
        ("stg_crm__accounts", "staging", False, "crm.accounts", "source", False),
    ]


def test_every_table_and_column_is_told_by_its_place_type_and_words(release):
    tables = release.execute("select table_name, kind, subject, is_view, model_version from table_catalogue").fetchall()
    assert set(tables) >= {
        ("accounts", "mart", "accounts", False, 1),
        ("account_mrr", "mart", "revenue", False, None),
        ("renewal_rules", "rules", "rules", False, None),
        ("checks", "release", "operations", False, None),
    }
    assert {name for name, *_ in tables} == {
        name
        for (name,) in release.execute(
            "select table_name from duckdb_tables() union all select view_name from duckdb_views() where not internal"
        ).fetchall()
    }
    found = release.execute(
        "select column_name, position, data_type, description from column_catalogue where table_name = 'accounts'"
        " order by position"
    ).fetchall()
    assert found == [
        ("account_id", 1, "VARCHAR", "CRM id."),
        ("account_name", 2, "VARCHAR", None),
        ("employees", 3, "INTEGER", None),
    ]
    comment = "select comment from duckdb_columns() where table_name = 'checks' and column_name = 'status'"
    assert release.execute(comment).fetchone() == ("passed or warned.",)


def test_rules_are_told_with_their_versions(release):
    first, second = dt.date(2000, 1, 1), dt.date(2026, 1, 1)
    assert release.execute("from rule_rows order by rule_row").fetchall() == [
        ("renewal_rules", 1, 1, first, second, "rule grace · days 30 · share 45"),
        ("renewal_rules", 2, 2, second, None, "rule grace · days 45 · share 67.5"),
    ]


def asked(query: str, *parameters: str) -> object:
    """The one value that a query gives."""
    with duckdb.connect() as con:
        return con.execute(query, list(parameters)).fetchone()[0]


def masked(text: str) -> str:
    """The project's macro `masked` as DuckDB runs it."""

    class Adapter:
        def dispatch(self, name):
            return lambda *given: getattr(module, f"default__{name}")(*given)

    source = (PROJECT / "macros" / "masked.sql").read_text(encoding="utf-8")
    template = jinja2.Environment(autoescape=False).from_string(source)
    module = template.make_module({"adapter": Adapter(), "return": lambda value: value})
    return asked(f"select {module.masked(literal(text))}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ask jo@example.com, o'neil+x@mail.example.co.uk.", "Ask [e-mail], [e-mail]."),
        ("jo@intranet", "[e-mail]"),
        ("@ home", "@ home"),
        ("+4930901820,+49 30 901820", "[number],[number]"),
        ("call (555) 010-1234 or 555.010.1234!", "call [number] or [number]!"),
        ("0151 2345678", "[number]"),
        ("555-0101", "[number]"),
        ("case 123456", "case 123456"),
        ("1234567", "[number]"),
        ("2026-10-15 2026-10-16,2026-10-17", "2026-10-15 2026-10-16,2026-10-17"),
        ("stripe/charges_20261015.csv", "stripe/charges_20261015.csv"),
        ("+1 2026-10-15", "[number]"),
        ("2026-13-15", "[number]"),
        ("4567-2026-10-15", "[number]"),
        ("0000:2026-10-15T06:00:00Z", "0000:2026-10-15T06:00:00Z"),
    ],
)
def test_every_kind_of_address_and_number_is_masked_and_a_date_is_not(text, told):
    assert masked(text) == told


PIECES = st.sampled_from(
    ["jo@example.com", "o'neil+x@mail.example.co.uk", "+49 30 901820", "+4930901820", "(555) 010-1234", "555-010-1234",
     "+1 ", "20261015", ",", " ", ".", "a", "7", "-", "2026-10-15", "@", "\n"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=9))
def test_what_is_masked_may_be_published(pieces):
    text = masked("".join(pieces))
    for kind, pattern in PATTERNS.items():
        assert not asked("select regexp_matches(?, ?)", text, pattern), f"{kind} in {text!r}"
