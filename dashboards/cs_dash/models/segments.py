"""What Segments shows: how each segment does, whether coverage matches value, and which accounts moved."""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from cs_dash import fmt, segments_charts, segments_repo
from cs_dash.models.tiles import Tile
from cs_dash.publication import Publication

MONTHS_BACK = 24
MOVES_BACK = 12


@dataclass(frozen=True)
class Choices:
    """Sets of segments, the one of record first, and months, newest first; `headline` is the newest final one."""

    sets: list[dict]
    months: list[dt.date]
    headline: dt.date
    running: frozenset[dt.date]


@dataclass(frozen=True)
class SegmentsPage:
    """`labels` are the set's segments by code; `moved_after` is the day after which moves are told."""

    tiles: list[Tile]
    labels: dict[str, str]
    card: pa.Table
    trend: dict | None
    moved_after: dt.date
    move_words: list[str]


@dataclass(frozen=True)
class Coverage:
    """Who serves how many, and whom nobody does; `load_chart` is None where nobody pays."""

    load: pa.Table
    load_chart: dict | None
    orphans: pa.Table


def choices(publication: Publication) -> Choices | None:
    """What can be chosen, or None where no month is told."""
    if not segments_repo.is_told(publication):
        return None
    rows = segments_repo.months(publication)
    final = [row["month_end"] for row in rows if not row["is_provisional"]]
    months = [row["month_end"] for row in rows]
    return Choices(segments_repo.sets(publication), months, (final or months)[0], frozenset(set(months) - set(final)))


def moved_after(month: dt.date) -> dt.date:
    """The same month end a year before."""
    year = month.year - 1
    return dt.date(year, month.month, 28) if month.month == 2 else month.replace(year=year)


def tiles(card: list[dict], load: dict, orphans: dict, moves: list[dict], currency: str) -> list[Tile]:
    """Accounts and ARR, what serving them costs, who is over the ratio, who has no owner, who moved."""
    whole = next(row for row in card if row["segment_code"] == "all")
    up = sum(row["moves"] for row in moves if row["direction"] == "up")
    down = sum(row["moves"] for row in moves if row["direction"] == "down")
    return [
        Tile(
            "Paying accounts",
            fmt.count(whole["accounts"]),
            f"{fmt.money(whole['arr'], currency)} ARR",
            "Accounts that pay at the month end, in whichever segment.",
        ),
        Tile(
            "Cost to serve",
            fmt.rate(whole["cost_share"]),
            "of ARR, costs of the month times twelve",
            "What customer success cost in the month, over the ARR of the accounts that it was spent on.",
        ),
        Tile(
            "CSMs over their ratio",
            fmt.count(load["over"]),
            f"of {fmt.count(load['owners'])} who own accounts",
            "Owners whose accounts need more than one person, even at the most accounts of each segment's ratio.",
        ),
        Tile(
            "Without an owner",
            fmt.count(orphans["accounts"]),
            f"{fmt.money(orphans['arr'], currency)} ARR, today",
            "Paying accounts whose owner is missing, unknown or no active user of the CRM.",
        ),
        Tile(
            "Moves in 12 months",
            fmt.count(up + down),
            f"{fmt.count(up)} up, {fmt.count(down)} down",
            "Changes of an account's coverage segment, temporary upgrades and their ends among them.",
        ),
    ]


def build(publication: Publication, segment_set: str, month: dt.date, currency: str) -> SegmentsPage:
    """Everything above the account rows, for one set and month."""
    labels = segments_repo.labels(publication, segment_set)
    card = segments_repo.scorecard(publication, segment_set, month)
    load = segments_repo.load_total(publication, month)
    orphans = segments_repo.orphan_total(publication)
    first = moved_after(month)
    moves = segments_repo.move_counts(publication, first, month)
    points = segments_repo.trend(publication, segment_set, month, MONTHS_BACK)
    return SegmentsPage(
        tiles=tiles(card.to_pylist(), load, orphans, moves, currency),
        labels=labels,
        card=card,
        trend=segments_charts.nrr_by_segment(points, labels) if points else None,
        moved_after=first,
        move_words=[
            f"{fmt.count(row['moves'])} {row['direction']}: {fmt.spelled(row['transition_reason']).lower()}"
            for row in moves
        ],
    )


def coverage(publication: Publication, month: dt.date) -> Coverage:
    """The rows behind two of the tiles: people against the ratios in a month, and accounts without an owner today."""
    load = segments_repo.load(publication, month)
    loaded = load.to_pylist()
    return Coverage(
        load=load,
        load_chart=segments_charts.load(loaded) if loaded else None,
        orphans=segments_repo.orphans(publication),
    )
