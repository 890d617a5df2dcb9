"""A small believable publication, with the public marts' shapes, for tests and pictures of the dashboards.

Subscription periods are drawn by a seeded generator; every other figure is computed from them by the scripts beside
this file, so that movements foot, periods sum to MRR and rates are their numerators over their denominators.
"""

import argparse
import calendar
import datetime as dt
import random
from pathlib import Path

import duckdb

HOSTILE_ID = "0018c00000HOSTILE1"
HOSTILE_NAME = (
    '=HYPERLINK("http://evil.example/x") ![b](http://evil.example/b.png) <img src=x onerror=alert(1)>'
    "<style>body{display:none}</style> :material/delete: www.evil.example \u202egnp.exe $a$ | **bold**"
)
BILLING_ONLY_ID = "stripe:cus_Unmatched01"
EURO_ID = "0018c00000000EURO1"
FIRST_MONTH, MONTHS = dt.date(2024, 1, 31), 34
AS_OF = dt.datetime(2026, 10, 16, tzinfo=dt.UTC)
# The sample company reports west of Greenwich, where AS_OF is still the evening before.
AS_OF_DAY = dt.date(2026, 10, 15)
SEEDS = Path(__file__).parents[2] / "seeds"
STEMS = (
    "Alder", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Grove", "Harbor", "Iris", "Juniper",
    "Kite", "Lumen", "Maple", "North", "Opal", "Pine", "Quartz", "River", "Slate", "Tidal",
)  # fmt: skip
TRADES = ["Analytics", "Foods", "Freight", "Health", "Labs", "Legal", "Motors", "Retail"]
OWNERS = ("Ana Ruiz", "Ben Okafor", "Chloé Martin", None)


def month_ends() -> list[dt.date]:
    """The last days of the sample's months; the newest month is still running at AS_OF."""
    ends = []
    for number in range(MONTHS):
        year, month = divmod(FIRST_MONTH.year * 12 + FIRST_MONTH.month - 1 + number, 12)
        ends.append(dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1]))
    return ends


def account_list() -> list[tuple]:
    """(account_id, name, owner, currency, first seats, price per seat) per account."""
    draw = random.Random(7)
    accounts = []
    for number in range(72):
        size = 0 if number % 12 == 0 else 1 if number % 3 == 0 else 2
        name = f"{STEMS[number % 20]} {TRADES[(number * 5 + number // 20) % 8]}"
        seats = draw.randint(*((180, 420), (30, 90), (4, 16))[size])
        accounts.append((f"0018c{number:013d}", name, OWNERS[number % 4], "usd", seats, (55, 62, 45)[size]))
    accounts[5] = (HOSTILE_ID, HOSTILE_NAME, "Ana Ruiz", "usd", 40, 62)
    accounts[9] = (EURO_ID, "Élan Logistique SA", "Ben Okafor", "eur", 60, 50)
    accounts[14] = (BILLING_ONLY_ID, "Unmatched Trading Ltd", None, "usd", 12, 45)
    return accounts


def periods_of(account: tuple, number: int) -> list[tuple]:
    """Subscription periods of one account: seats grow and shrink, some leave, a few return."""
    draw = random.Random(f"sample-{number}")
    account_id, _, _, currency, seats, price = account
    ends = month_ends()
    start = 0 if number % 5 < 3 else draw.randrange(1, MONTHS - 4)
    source = ("invoice_lines", "change_ledger", "snapshots")[number % 7 % 3]
    periods, opened, previous = [], ends[start].replace(day=draw.randint(1, 27)), seats
    for month in range(start + 1, MONTHS):
        luck, event_day = draw.random(), ends[month].replace(day=draw.randint(1, 14))
        if luck < (0.002, 0.006, 0.02)[0 if seats > 150 else 1 if seats > 25 else 2] and previous:
            seats = 0
        elif luck < 0.045 and previous:
            seats = max(1, round(previous * draw.uniform(0.78, 0.96)))
        elif luck > 0.89 and previous:
            seats = round(previous * draw.uniform(1.06, 1.3)) + 1
        elif luck > 0.92 and not previous:
            seats = account[4]
        if seats != previous:
            if previous:
                periods.append((opened, event_day, previous))
            opened, previous = event_day, seats
    if previous:
        periods.append((opened, None, previous))
    number_text = f"{number:05d}"
    return [
        (
            f"{account_id}-{index}", account_id, f"cus_{number_text}", f"sub_{number_text}", f"si_{number_text}",
            "Team", "prod_team", f"price_{price}", quantity, currency, begin, end,
            quantity * price, quantity * price, quantity * price, "active", source,
        )
        for index, (begin, end, quantity) in enumerate(periods)
    ]  # fmt: skip


def sql(name: str) -> str:
    """A script beside this file."""
    return Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")


def write_tables(connection: duckdb.DuckDBPyConnection, release: str, as_of: dt.datetime) -> None:
    """Fill an empty database with the sample's tables."""
    connection.execute(sql("sample_tables"))
    accounts = account_list()
    connection.executemany("insert into account_list values (?, ?, ?, ?, ?)",
                           [(number, *account[:4]) for number, account in enumerate(accounts)])  # fmt: skip
    months = [(end, min(end, AS_OF_DAY), end >= AS_OF_DAY) for end in month_ends()]
    connection.executemany("insert into months values (?, ?, ?)", months)
    periods = [period for number, account in enumerate(accounts) for period in periods_of(account, number)]
    connection.executemany(f"insert into subscription_periods values ({', '.join('?' * 17)})", periods)
    facts = (release, as_of, as_of, "0" * 40, 412, "1.11.0", "1.11.1", "2.0.0", 96)
    connection.execute(f"insert into publication values ({', '.join('?' * len(facts))})", facts)
    for seed in ("access_roles", "access_tables"):
        read = f"create table {seed} as from read_csv($path, header = true, all_varchar = true)"
        connection.execute(read, {"path": str(SEEDS / f"{seed}.csv")})
    for script in (
        "sample_access",
        "sample_revenue",
        "sample_retention",
        "sample_rates",
        "sample_reports",
        "sample_books",
        "sample_health",
        "sample_trial",
        "sample_alerts",
        "sample_cohorts",
        "sample_renewals",
        "sample_expansion",
        "sample_losses",
        "sample_executive",
        "sample_bridges",
        "sample_data",
        "sample_portfolio",
        "sample_account",
        "sample_segments",
    ):
        connection.execute(sql(script))


def publish(warehouse_dir: Path, release: str = "20261016T000000Z-sample", as_of: dt.datetime = AS_OF) -> Path:
    """Make a release under `warehouse_dir` and point `current` at it; gives the database's path."""
    folder = warehouse_dir / "published" / "releases" / release
    folder.mkdir(parents=True)
    path = folder / "cs_warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("set timezone = 'UTC'")
        write_tables(connection, release, as_of)
    pointer, fresh = warehouse_dir / "published" / "current", warehouse_dir / "published" / ".current-new"
    fresh.symlink_to(Path("releases") / release)
    fresh.replace(pointer)
    return path


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouse_dir", type=Path)
    parser.add_argument("--release", default="20261016T000000Z-sample")
    options = parser.parse_args()
    print(publish(options.warehouse_dir, options.release))
