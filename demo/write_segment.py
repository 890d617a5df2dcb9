"""Segment: track calls by day of receipt (gzip JSON lines), or by month in the shape of a warehouse table (Parquet)."""

from collections.abc import Callable

from demo.build import Settings, run_file, select_file
from demo.files import Drop


def write(drop: Drop, settings: Settings, shape: str, say: Callable[[str], None]) -> int:
    """Writes all calls; returns the number of track rows. `shape` is 'jsonl' or 'parquet'."""
    con, total = drop.con, 0
    months = [row[0] for row in con.execute("select distinct month_start from usage_months order by 1").fetchall()]
    for month in months:
        con.execute("set variable month_start = ?", [month])
        run_file(con, "segment/month_events")
        if shape == "parquet":
            path = f"segment/tracks/{month:%Y-%m}.parquet"
            total += drop.parquet(path, select_file("segment/tracks_parquet"))
            plant(drop, lambda day, path=path: path, "row_number() over (order by file_day, place)")
        else:
            total += write_days(drop)
            plant(drop, lambda day: f"segment/tracks/{day}.jsonl.gz", "place")
        say(f"segment/tracks {month:%Y-%m}: {total:,} events so far")
    write_people(drop, settings)
    return total


def write_days(drop: Drop) -> int:
    total, query = 0, select_file("segment/tracks")
    for (day,) in drop.con.execute("select distinct file_day from month_events order by 1").fetchall():
        drop.con.execute("set variable file_day = ?", [day])
        total += drop.lines(f"segment/tracks/{day}.jsonl.gz", query)
    return total


def plant(drop: Drop, path_of: Callable, row_number: str) -> None:
    """Lists the month's second copies and late events."""
    rows = drop.con.execute(
        f"select file_day, row_number, message_id, copy from (select *, {row_number} as row_number from month_events)"
        " where copy = 1 or is_late order by file_day, place"
    ).fetchall()
    for day, number, key, copy in rows:
        kind, expected = ("duplicate_event", "duplicate") if copy else ("late_event", "late")
        drop.plant(kind, path_of(day), number, key, expected)


def write_people(drop: Drop, settings: Settings) -> None:
    """One identify and one group call per user, in files by month."""
    run_file(drop.con, "segment/people")
    for (month_end,) in drop.con.execute("select distinct month_end from people order by 1").fetchall():
        drop.con.execute("set variable month_end_wanted = ?", [month_end])
        day = min(settings.as_of, month_end)
        for table in ("identifies", "groups"):
            drop.lines(f"segment/{table}/{day}.jsonl.gz", select_file(f"segment/{table}"))
