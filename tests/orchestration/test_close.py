"""`make close` on the books of golden case G19: what it keeps, what it refuses, and what a kill leaves of it."""

import json
import os
import shutil
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration import close, closes, releases
from orchestration.lock import writer_lock
from tests.orchestration.books import publish_books, write_books
from tests.orchestration.shop import REPO
from tests.reliability.kills import DISK_CALLS

AS_OF, LATER = "2026-04-08 12:00:00+00", "2026-05-08 12:00:00+00"
CLOSE_AND_DIE = """
import os, signal, sys
from orchestration import close
fatal, calls = int(sys.argv.pop()), []

def watched(name, call):
    def dying(*arguments, **options):
        calls.append(name)
        if len(calls) == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **options)
    return dying

for name in "{calls}".split():
    setattr(os, name, watched(name, getattr(os, name)))
code = close.main()
print(*calls)
sys.exit(code)
""".replace("{calls}", DISK_CALLS)


@pytest.fixture(scope="module")
def published_once(tmp_path_factory):
    """March at 500, as known on 8 April; only to be copied."""
    warehouse = tmp_path_factory.mktemp("books") / "warehouse"
    publish_books(warehouse, AS_OF, [400, 450, 500, 500])
    return warehouse


@pytest.fixture
def warehouse(published_once, tmp_path, monkeypatch) -> Path:
    """A copy of those books, with nothing closed yet."""
    for name in ("MONTH", "REASON"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WAREHOUSE_DIR", str(tmp_path / "warehouse"))
    monkeypatch.setenv("CLOSED_BY", "Ann")
    return shutil.copytree(published_once, tmp_path / "warehouse", symlinks=True)


@pytest.fixture
def run(warehouse, monkeypatch, capsys):
    """The command in this process: (exit code, what it said)."""

    def running(month: str, **more: str) -> tuple[int, str]:
        for name, value in {"MONTH": month, **more}.items():
            monkeypatch.setenv(name, value)
        code = close.main()
        told = capsys.readouterr()
        for name in more:
            monkeypatch.delenv(name)
        return code, (told.out + told.err).strip()

    return running


def kept(warehouse: Path, name: str, table: str) -> list[tuple]:
    """What a close keeps in one of its tables, without the close's id."""
    path = closes.closes_dir(warehouse) / name / "parquet" / f"{table}.parquet"
    return duckdb.sql(f"select * exclude (close_id) from read_parquet('{path}') order by all").fetchall()


def money(*amounts: int) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, amounts))


def test_g19_march_is_frozen_at_500(run, warehouse):
    code, told = run("2026-03")
    assert code == 0 and told.startswith("closed 2026-03 as 2026-03-1, signed by Ann")
    (made,) = closes.read(warehouse)
    assert made.facts["publication_id"] == releases.current(warehouse).name
    assert (made.facts["as_of"], made.facts["reason"], made.facts["tests_passed"]) == (
        "2026-04-08 12:00:00+00",
        None,
        1,
    )
    ends = ("low_touch", "low_touch", *money(450, 500, 0, 450, 500))
    assert kept(warehouse, "2026-03-1", "accounts") == [("a", *ends)]
    assert [(*row[:1], *row[2:]) for row in kept(warehouse, "2026-03-1", "movements")] == [
        ("a", "expansion", Decimal(50))
    ]
    # The subscription that ended on the month's last day no longer paid on it.
    assert kept(warehouse, "2026-03-1", "subscriptions") == [("a", "sub_a", "usd", *money(4, 500, 500))]
    assert kept(warehouse, "2026-03-1", "retention") == [("all", 1, "N1", 1, *money(450, 500), Decimal("0.9"))]
    # A policy that comes into force later and a file that was not known yet are none of the close's.
    assert kept(warehouse, "2026-03-1", "policies") == [("discounts", "permanent", None, 1)]
    assert kept(warehouse, "2026-03-1", "loads") == [("s1", "march.json")]
    files = [path for path in made.folder.rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o444}
    with duckdb.connect() as con:
        assert closes.load(con, warehouse) == closes.load(con, warehouse) == 1
        assert con.execute("select close_id, month_end::varchar from raw._closes").fetchall() == [
            ("2026-03-1", "2026-03-31")
        ]
        assert con.execute("select close_id, closing_mrr from raw._closed_accounts").fetchall() == [("2026-03-1", 500)]


@pytest.mark.parametrize("month", ["", "2026-3", "2026-13", "2026-00", "March", "2026-03-31", "2026-03; ls"])
def test_a_malformed_month_is_refused(run, month):
    code, told = run(month)
    assert code == 1 and told == f"not closed: MONTH is {month!r} and has to be a month such as 2026-09"


def test_months_out_of_turn_are_refused(run, warehouse):
    assert run("2026-04") == (
        1,
        "not closed: 2026-04 is still open: the publication knows things up to 2026-04-08 12:00 UTC",
    )
    assert run("2027-01") == (1, "not closed: the publication has no MRR of 2027-01")
    assert run("2026-02")[0] == 0
    assert run("2026-01") == (
        1,
        "not closed: 2026-01 lies before 2026-02, the first closed month: what was open then stays open",
    )
    assert run("2026-04") == (1, "not closed: months are closed in order, and 2026-03 is still open: close it first")
    assert run("2026-02") == (
        1,
        "not closed: 2026-02 is closed already: close it again with REASON='why', and the old close stays",
    )
    assert run("2026-03")[0] == 0
    assert "only 2026-03, the newest closed month, can be closed again" in run("2026-02", REASON="late")[1]
    assert [made.folder.name for made in closes.read(warehouse)] == ["2026-02-1", "2026-03-1"]


def test_the_year_turns(run, warehouse):
    assert close._number([], "2026-12", None) == 1
    made = closes.Close(warehouse, {"month_end": "2026-12-31", "close_number": 1}, "")
    assert close._number([made], "2027-01", None) == 1
    with pytest.raises(close.CloseRefused, match="2027-01 is still open"):
        close._number([made], "2027-02", None)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ("failed", "not closed: the last build did not pass: unique_month: Got 2 results"),
        ("newer", "the last build is newer than"),
        ("killed", "not closed: the last run did not end well: process 7 (refresh since unknown); refresh first"),
        ("unpublished", "has no publication to close: refresh first"),
        ("changed", "account_mrr of"),
        ("other day", "build.duckdb knows another day than"),
    ],
)
def test_what_cannot_be_trusted_is_not_closed(run, warehouse, spoil, told):
    if spoil == "failed":
        status = {"test.cs_warehouse.unique_month.0a1b2c3d4e": "fail"}
        write_books(warehouse, AS_OF, [400, 450, 500, 500], [400, 450, 500, 500], status=status)
    elif spoil == "newer":
        write_books(warehouse, AS_OF, [400, 450, 500, 500], [400, 450, 500, 500])
    elif spoil == "killed":
        (warehouse / ".writer.lock").write_text('{"pid": 7, "what": "refresh"}')
    elif spoil == "unpublished":
        (warehouse / "published" / "current").unlink()
    elif spoil == "changed":
        database = releases.current(warehouse) / releases.DATABASE_FILE
        database.chmod(0o644)
        with duckdb.connect(str(database)) as con:
            con.execute("update account_mrr set closing_mrr = closing_mrr + 1")
    else:
        with duckdb.connect(str(warehouse / "build.duckdb")) as con:
            con.execute("update raw._as_of set as_of = as_of + interval 1 day")
    code, said = run("2026-03")
    assert code == 1 and told in said and len(said.splitlines()) == 1
    assert closes.read(warehouse) == []


def test_a_busy_warehouse_is_told_and_a_refusal_leaves_no_mark(run, warehouse):
    with writer_lock(warehouse, "a test"):
        code, told = run("2026-03")
    assert code == 3 and "(a test since" in told
    assert run("2026-04")[0] == 1
    assert (warehouse / ".writer.lock").read_text() == ""


def test_neither_the_name_nor_the_reason_may_be_an_address(run):
    assert run("2026-03", REASON="ask ann@example.com") == (
        1,
        "not closed: REASON holds an e-mail address, and closes are published",
    )
    assert "CLOSED_BY holds an e-mail address" in run("2026-03", CLOSED_BY="ann@example.com")[1]


def test_a_month_is_closed_again_beside_the_first_close(run, warehouse):
    """March is known at 420 by 8 May; the frozen books held it at 500, opened it at 450, and still lack 80 of churn."""
    run("2026-02")
    run("2026-03")
    first = {path: path.read_bytes() for path in closes.closes_dir(warehouse).rglob("*") if path.is_file()}
    publish_books(warehouse, LATER, [400, 450, 420, 420, 430], [400, 450, 500, 500, 430])
    code, told = run("2026-03", REASON="the auditors asked for it")
    assert code == 0 and "as 2026-03-2" in told
    assert {path: path.read_bytes() for path in first} == first
    again = closes.read(warehouse)[-1]
    assert (again.facts["close_number"], again.facts["sequence"]) == (2, 3)
    assert again.facts["reason"] == "the auditors asked for it"
    assert kept(warehouse, "2026-03-2", "accounts")[0][3:] == money(450, 420, 0, 450, 420)
    assert [row[2:] for row in kept(warehouse, "2026-03-2", "movements")] == [("expansion", Decimal(-30))]
    # The books that readers have still end March at 500: April goes on from a publication that knows the new close.
    assert run("2026-04") == (1, "not closed: the publication does not know the close 2026-03-2 yet: refresh first")
    publish_books(warehouse, LATER, [400, 450, 420, 420, 430], [400, 450, 420, 420, 430])
    assert run("2026-04")[0] == 0


def test_lines_that_belong_to_later_months_go_with_the_close_that_knew_them(run, warehouse):
    """April is closed on 8 May, when its frozen books still lack the churn of March that was entered on 5 May."""
    run("2026-03")
    publish_books(warehouse, LATER, [400, 450, 420, 420, 420], [400, 450, 500, 500, 420])
    assert run("2026-04")[0] == 0
    (line,) = kept(warehouse, "2026-04-1", "movements")
    assert (f"{line[1]:%Y-%m}", *line[2:]) == ("2026-05", "prior_period", Decimal(-80))
    assert kept(warehouse, "2026-04-1", "accounts")[0][3:] == money(420, 420, 0, 500, 500)


def test_a_publication_that_knows_less_than_a_close_is_not_closed(run, warehouse):
    publish_books(warehouse, LATER, [400, 450, 500, 500, 500])
    run("2026-03")
    publish_books(warehouse, AS_OF, [400, 450, 500, 500])
    code, told = run("2026-03", REASON="again")
    assert (code, told) == (
        1,
        "not closed: the publication knows less than the close 2026-03-1: refresh up to today first",
    )


def test_a_second_close_takes_what_its_movements_do_not_explain(run, warehouse):
    """February moved by 20 after it was closed: March is closed again, and carries the 20 as a prior period."""
    run("2026-02")
    run("2026-03")
    publish_books(warehouse, LATER, [400, 470, 520, 520, 520], [400, 450, 500, 500, 520])
    assert run("2026-03", REASON="February moved")[0] == 0
    assert [row[2:] for row in kept(warehouse, "2026-03-2", "movements")] == [
        ("expansion", Decimal(50)),
        ("prior_period", Decimal(20)),
    ]
    assert kept(warehouse, "2026-03-2", "accounts")[0][3:] == money(470, 520, 0, 450, 520)


DAMAGES = {
    "a figure": lambda folder: edit(folder / "parquet" / "accounts.parquet"),
    "the manifest": lambda folder: edit(folder / closes.MANIFEST),
    "no manifest": lambda folder: (folder / closes.MANIFEST).unlink(),
    "a file too few": lambda folder: (folder / "parquet" / "rates.parquet").unlink(),
    "a file too many": lambda folder: (folder / "note.txt").write_text("mine"),
    "another name": lambda folder: folder.rename(folder.with_name("2026-02-7")),
    "taken away": shutil.rmtree,
}


def edit(path: Path) -> None:
    """Change one byte in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_close_is_refused_by_name(run, warehouse, damage):
    run("2026-02")
    run("2026-03")
    with duckdb.connect() as con:
        closes.load(con, warehouse)
        DAMAGES[damage](closes.closes_dir(warehouse) / "2026-02-1")
        with pytest.raises(closes.CloseDamaged, match="2026-02|2026-03-1 does not follow") as refusal:
            closes.load(con, warehouse)
        assert "restore" in str(refusal.value)
        assert con.execute("select count(*) from raw._closes").fetchone() == (2,)
    code, told = run("2026-03", REASON="again")
    assert code == 1 and "restore" in told


def test_a_killed_close_is_whole_or_not_there(warehouse, tmp_path):
    environment = {**os.environ, "MONTH": "2026-03", "PYTHONPATH": str(REPO)}

    def die_at(fatal: int, where: Path) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-c", CLOSE_AND_DIE, str(fatal)],
            cwd=REPO,
            env=environment | {"WAREHOUSE_DIR": str(where)},
            capture_output=True,
            text=True,
            check=False,
        )

    rehearsed = shutil.copytree(warehouse, tmp_path / "rehearsed", symlinks=True)
    calls = die_at(0, rehearsed).stdout.splitlines()[-1].split()
    renamed = calls.index("rename") + 1
    # The first call of all makes the folder of the lock.
    for fatal in (2, renamed // 2, renamed, renamed + 1):
        killed = shutil.copytree(warehouse, tmp_path / f"killed-{fatal}", symlinks=True)
        assert die_at(fatal, killed).returncode == -signal.SIGKILL
        assert [made.folder.name for made in closes.read(killed)] == (["2026-03-1"] if fatal > renamed else [])
        # The lock still tells of the kill: after the next refresh, which empties it, the month can be closed.
        assert "did not end well" in die_at(0, killed).stderr
        (killed / ".writer.lock").write_text("")
        assert die_at(0, killed).returncode == (1 if fatal > renamed else 0)
        assert [path.name for path in closes.closes_dir(killed).iterdir()] == ["2026-03-1"]


def test_the_manifest_says_what_was_signed(run, warehouse):
    run("2026-02")
    run("2026-03")
    first, second = (json.loads((made.folder / closes.MANIFEST).read_bytes()) for made in closes.read(warehouse))
    assert first["previous_sha256"] is None and second["previous_sha256"] == first["sha256"]
    assert set(second["files"]) == {f"parquet/{table}.parquet" for table in closes.TABLES}
    assert set(closes.FACTS) < set(second)
