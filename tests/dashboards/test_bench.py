"""The benchmark's company: copies of a publication under keys of their own; and the table that tells of it."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest
import yaml

from dashboards import bench, bench_browser, bench_pages, multiply
from dashboards.cs_dash.settings import TABLE_ROWS

COPIES = 3
PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def large(sample_warehouse: Path, tmp_path_factory: pytest.TempPathFactory):
    """The sample multiplied, attached beside the sample itself."""
    release, source = tmp_path_factory.mktemp("large"), tmp_path_factory.mktemp("source") / "sample.duckdb"
    # A copy, as one process opens a file in one way only, and other tests may have it open.
    shutil.copyfile(sample_warehouse / "published" / "current" / multiply.DATABASE_FILE, source)
    with duckdb.connect(str(source), read_only=True) as con:
        accounts = con.execute("select count(*) from accounts").fetchone()[0]
    # One account more than two copies have.
    multiply.multiply(source, release, 2 * accounts + 1, Path(bench.__file__).parent)
    with duckdb.connect() as con:
        con.execute(f"attach '{source}' as small (read_only)")
        con.execute(f"attach '{release / multiply.DATABASE_FILE}' as large (read_only)")
        yield con


@pytest.mark.parametrize(
    ("table", "key", "amount"),
    [
        ("accounts", "account_id", "current_mrr"),
        ("account_mrr", "account_id, month_end", "closing_mrr"),
        ("mrr_movements", "account_id, month_end, movement", "amount"),
        ("renewals", "renewal_id", "mrr_due"),
    ],
)
def test_every_row_stands_once_in_each_copy(large, table, key, amount):
    count = f"select count(*), count(distinct ({key})), sum({amount}) from"
    (rows, keys, total), (before, _, once) = (
        large.execute(f"{count} {place}.{table}").fetchone() for place in ("large", "small")
    )
    assert before > 0
    assert (rows, keys, total) == (COPIES * before, COPIES * before, COPIES * once)


def test_what_is_read_by_month_is_in_the_order_of_months(large):
    """As the models' keys have it."""
    keys = {}
    for path in sorted((PROJECT / "models" / "marts").rglob("_*models.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            keys[model["name"]] = model.get("config", {}).get("meta", {}).get("key", [])
    before = {name: tuple(key[: key.index("account_id")]) for name, key in keys.items() if "account_id" in key[1:]}
    assert before == multiply.BEFORE_ACCOUNT
    months = "select month_end, window_months from large.retention_base"
    assert large.execute(months).fetchall() == large.execute(f"{months} order by all").fetchall()


def test_the_largest_are_listed_anew_among_all_copies(large):
    """Each of the largest stands once for each copy, and no more are listed than a build lists."""
    lists = """
        select month_end, window_months, segment, movement = 'tier_change', list(abs(amount) order by movement_rank)
        from {}.largest_movements
        group by all
        order by all
    """
    small, many = (large.execute(lists.format(place)).fetchall() for place in ("small", "large"))
    assert [row[:4] for row in many] == [row[:4] for row in small]
    assert [row[4] for row in many] == [
        [amount for amount in row[4] for _ in range(COPIES)][: multiply.RANKED["largest_movements"][1]] for row in small
    ]
    macro = (PROJECT / "macros" / "rows_listed.sql").read_text(encoding="utf-8")
    # The pages list as many rows as the mart keeps, and the multiplied mart keeps as many.
    assert re.findall(r"\d+", macro) == [str(multiply.RANKED["largest_movements"][1])] == [str(TABLE_ROWS)]


def test_references_stay_within_a_copy(large):
    strangers = """
        select count(*)
        from large.portfolio
        left join large.accounts on portfolio.account_id = accounts.account_id
        left join large.renewals on portfolio.renewal_id = renewals.renewal_id
        where
            accounts.account_id is null or accounts.owner_id is distinct from portfolio.owner_id
            or (portfolio.renewal_id is not null and renewals.account_id is distinct from portfolio.account_id)
    """
    assert large.execute(strangers).fetchone() == (0,)
    owners = "select count(distinct owner_id) from {}.accounts"
    before, after = (large.execute(owners.format(place)).fetchone()[0] for place in ("small", "large"))
    assert after == COPIES * before > 0


def test_rates_equal_their_rows(large):
    differences = """
        select count(*), count(rates.numerator)
        from large.retention as rates
        inner join (
            select month_end, window_months, segment, sum(opening_mrr) as opening_mrr
            from large.retention_base
            where is_in_cohort
            group by all
        ) as based using (month_end, window_months, segment)
        where rates.definition_id = 'N1' and rates.denominator <> based.opening_mrr
    """
    assert large.execute(differences).fetchone() == (0, 0)
    rates = "select month_end, segment, window_months, definition_id, rate from {}.retention order by all"
    assert large.execute(rates.format("large")).fetchall() == large.execute(rates.format("small")).fetchall()


def test_lists_and_views_are_as_they_were(large):
    def listed(place: str) -> list[tuple]:
        return large.execute(
            "select table_name, table_type from information_schema.tables where table_catalog = $place order by all",
            {"place": place},
        ).fetchall()

    assert listed("large") == listed("small")
    assert large.execute("select count(*) from large.retention_definitions").fetchone() == (
        large.execute("select count(*) from small.retention_definitions").fetchone()
    )


def test_the_table_tells_what_is_held():
    lines = [bench.Line("rerun from caches", "Executive", 61.0, 30.5), bench.Line("board pack", "felt", 4.999, None)]
    told = bench.table(bench.HEADINGS, [line.cells() for line in lines]).splitlines()
    assert [cell.strip() for cell in told[2].strip("|").split("|")] == [
        "rerun from caches: Executive", "CPU ms", "61", "≤ 60", "NO", "30", "2.0",
    ]  # fmt: skip
    assert [cell.strip() for cell in told[3].strip("|").split("|")] == [
        "board pack: felt", "s", "5.00", "≤ 5", "yes", "", "",
    ]  # fmt: skip
    assert len({len(line) for line in told}) == 1


def test_every_page_is_measured_with_a_filter_of_its_own():
    assert set(bench_pages.FILTERS) == set(bench_pages.pages())


def test_the_first_try_is_told_apart():
    assert bench_browser.median([9.0, 1.0, 2.0, 3.0]) == 2.0
    assert bench_browser.median([9.0]) == 9.0


def test_queries_are_told_by_the_slowest_of_twenty():
    assert bench.p95([{"cpu": number / 1000} for number in range(1, 21)]) == 20.0


def test_a_page_of_slow_queries_does_not_hide_among_quick_ones():
    def query(page: str, milliseconds: int) -> dict:
        return {"page": page, "cpu": milliseconds / 1000}

    found = {"pages": [], "queries": [*[query("data", 2)] * 98, query("health", 70), query("health", 90)]}
    lines = {line.page: line.value for line in bench.model_lines(found, found)}
    assert lines == {"Definitions & data": 2.0, "Health": 90.0, "all": 2.0}
