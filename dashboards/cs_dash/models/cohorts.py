"""What the Cohorts page shows: cells by start and age, curves of accounts followed together, and survival."""

import datetime as dt
from dataclasses import dataclass, field

import pyarrow as pa

from cs_dash import cohort_charts, cohort_repo, fmt, repo, survival_repo
from cs_dash.cohort_repo import Scope
from cs_dash.models.tiles import Tile
from cs_dash.publication import Publication

TABLES = frozenset({"cohort_accounts", "cohort_lives", "cohort_rules", "cohort_survival", "cohorts"})
TILE_AGE = 12


@dataclass(frozen=True)
class Measure:
    """A rate with the columns it is made of; `is_money` says whether these are amounts."""

    label: str
    rate: str
    over: str
    under: str
    is_money: bool
    meaning: str


MEASURES = {
    "net": Measure(
        "Net MRR", "net_retention", "net_mrr", "start_mrr", True,
        "MRR of the cohort now over its MRR at the start, growth and returns included.",
    ),
    "gross": Measure(
        "Gross MRR", "gross_retention", "gross_mrr", "start_mrr", True,
        "Of each account the least MRR so far, so growth and returns count for nothing and the rate never rises.",
    ),
    "logos": Measure(
        "Logos", "logo_retention", "kept_logos", "start_logos", False,
        "Accounts that pay now over accounts that started; who left and came back counts.",
    ),
    "gross_logos": Measure(
        "Logos never lost", "gross_logo_retention", "unbroken_logos", "start_logos", False,
        "Accounts that have paid at every month end since the start, so the rate never rises.",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Choices:
    """What there is to choose from: parts by their cut, the ages curves may follow, and the rule for small cells."""

    parts: dict[str, list[str]]
    longest: int
    least_logos: int
    confidence: str


@dataclass(frozen=True)
class Triangle:
    """`rows` are all cells, `ages` those that each cohort (by its start) has; `spec` is None without any cell."""

    spec: dict | None
    rows: list[dict]
    ages: dict[dt.date, list[int]] = field(default_factory=dict)
    first: tuple[dt.date, int] | None = None


@dataclass(frozen=True)
class Curves:
    """Lines of a chart with its rows; `left_out` are lines that have no colour and stand only in the rows."""

    spec: dict | None
    rows: list[dict]
    lines: list[str]
    left_out: list[str]


def is_told(publication: Publication) -> bool:
    """Whether the publication holds cohorts."""
    return repo.tables(publication).issuperset(TABLES)


def choices(publication: Publication) -> Choices:
    """Parts, ages and the rule."""
    found: dict[str, list[str]] = {"segment": [], "plan": [], "channel": []}
    for row in cohort_repo.parts(publication):
        found[row["cut"]].append(row["part"])
    rule = cohort_repo.rule(publication)
    return Choices(
        parts=found,
        longest=cohort_repo.longest_age(publication),
        least_logos=rule["least_logos"],
        confidence=fmt.rate(rule["confidence_level"]).replace(".0%", "%"),
    )


def amount(measure: Measure, value: fmt.Number, currency: str) -> str:
    """A side of a rate in its unit."""
    return fmt.money(value, currency) if measure.is_money else fmt.count(value)


def amount_full(measure: Measure, value: fmt.Number, currency: str) -> str:
    """A side of a rate with every digit."""
    return fmt.money_full(value, currency) if measure.is_money else fmt.count(value)


def made_of(measure: Measure, row: dict, currency: str) -> str:
    """Both sides of a rate in short."""
    return f"{amount(measure, row[measure.over], currency)} of {amount(measure, row[measure.under], currency)}"


def interval(row: dict) -> str:
    """The interval of a survival; it has none while nobody is lost, or nobody left."""
    if row["survival_lower"] is None:
        return "no interval"
    return f"{fmt.rate(row['survival_lower'])} to {fmt.rate(row['survival_upper'])}"


def tiles(publication: Publication, scope: Scope, currency: str) -> list[Tile]:
    """The rates of all cohorts that are a year old, and the share of lives that last a year; none without such."""
    row = cohort_repo.whole(publication, scope, TILE_AGE)
    if not row["start_logos"]:
        return []
    shown = [
        Tile(
            label=f"{measure.label}, month {TILE_AGE}",
            value=fmt.rate(row[measure.rate]),
            footnote=made_of(measure, row, currency),
            meaning=measure.meaning,
            is_small=row["is_small"],
        )
        for name, measure in MEASURES.items()
        if name != "gross_logos"
    ]
    lasting = survival_repo.at_age(publication, scope, TILE_AGE)
    if lasting:
        shown.append(
            Tile(
                label=f"Survive {TILE_AGE} months",
                value=fmt.rate(lasting["survival"]),
                footnote=interval(lasting),
                meaning="Kaplan–Meier estimate of the share of accounts that still pay so long after their first "
                "paid day, with its interval; its accounts are under Survival.",
                is_small=lasting["is_small"],
            )
        )
    return shown


def cohort_name(start: dt.date, basis: str) -> str:
    """A cohort by its month or quarter."""
    return fmt.month(start) if basis == "month" else fmt.quarter(start)


def told(rows: list[dict], basis: str) -> pa.Table:
    """Cells as a table, with cohorts by their names."""
    listed = pa.Table.from_pylist(rows).drop_columns(["cohort_month"])
    names = [cohort_name(row["cohort_month"], basis) for row in rows]
    return listed.add_column(0, "cohort", pa.array(names, pa.string()))


def triangle(publication: Publication, scope: Scope, basis: str, measure: str, step: int, currency: str) -> Triangle:
    """Cells of every `step`-th age."""
    rows = [row for row in cohort_repo.cells(publication, scope, basis) if row["age_months"] % step == 0]
    if not rows:
        return Triangle(None, [])
    asked = MEASURES[measure]
    drawn = [
        {
            "cohort": row["cohort_month"].isoformat(),
            "name": cohort_name(row["cohort_month"], basis),
            "age": row["age_months"],
            "rate": float(row[asked.rate]),
            "over": amount(asked, row[asked.over], currency),
            "under": amount(asked, row[asked.under], currency),
            "logos": row["start_logos"],
            "is_small": row["is_small"],
        }
        for row in rows
    ]
    ages: dict[dt.date, list[int]] = {}
    for row in rows:
        ages.setdefault(row["cohort_month"], []).append(row["age_months"])
    # A year, where somebody has reached it: the newest cohort that has, and if possible one that is not small.
    reached = [row for row in rows if row["age_months"] == max(age for age in ages[min(ages)] if age <= TILE_AGE)]
    first = max(reached, key=lambda row: (not row["is_small"], row["cohort_month"]))
    return Triangle(
        spec=cohort_charts.triangle(drawn, asked.label),
        rows=rows,
        ages=ages,
        first=(first["cohort_month"], first["age_months"]),
    )


def by_start_year(publication: Publication, scope: Scope, measure: str) -> str:
    """The answer to the page's question in words: the measure at TILE_AGE by start year."""
    asked = MEASURES[measure]
    whole = scope if scope.part != "all" else Scope()
    told = [
        f"{row['line']} {fmt.rate(row[asked.rate])} (n {fmt.count(row['start_logos'])})"
        for row in cohort_repo.curves(publication, whole, TILE_AGE)
        if row["age_months"] == TILE_AGE
    ]
    return f"{asked.label} after {TILE_AGE} months, by start year: {', '.join(told)}." if told else ""


def with_colours(lines: list[str], sizes: dict[str, int]) -> tuple[list[str], list[str]]:
    """The lines that there are colours for, the largest of them, in their order; and the rest."""
    largest = sorted(lines, key=lambda line: (-sizes[line], line))[: len(cohort_charts.LINES)]
    return [line for line in lines if line in largest], [line for line in lines if line not in largest]


def curves(publication: Publication, scope: Scope, measure: str, followed: int, currency: str) -> Curves:
    """A line per part or start year of the accounts that have reached the age `followed`."""
    rows = cohort_repo.curves(publication, scope, followed)
    sizes = {row["line"]: row["start_logos"] for row in rows}
    lines, left_out = with_colours(list(sizes), sizes)
    asked = MEASURES[measure]
    drawn = [
        {
            "line": row["line"],
            "age": row["age_months"],
            "rate": float(row[asked.rate]),
            "over": amount(asked, row[asked.over], currency),
            "under": amount(asked, row[asked.under], currency),
            "logos": row["start_logos"],
            "is_small": row["is_small"],
        }
        for row in rows
        if row["line"] in lines
    ]
    return Curves(cohort_charts.curves(drawn, lines, asked.label) if drawn else None, rows, lines, left_out)


def survival(publication: Publication, scope: Scope) -> Curves:
    """A curve of survival per part, or per start year, with its interval."""
    rows = survival_repo.survival(publication, scope)
    sizes = {row["line"]: row["at_risk"] for row in rows if row["age_months"] == 0}
    lines, left_out = with_colours(list(sizes), sizes)
    drawn = [
        {
            "line": row["line"],
            "age": row["age_months"],
            "survival": float(row["survival"]),
            "lower": float(row["survival"] if row["survival_lower"] is None else row["survival_lower"]),
            "upper": float(row["survival"] if row["survival_upper"] is None else row["survival_upper"]),
            "interval": interval(row),
            "at_risk": row["at_risk"],
            "lost": row["lost"],
            "is_small": row["is_small"],
        }
        for row in rows
        if row["line"] in lines
    ]
    return Curves(cohort_charts.survival(drawn, lines) if drawn else None, rows, lines, left_out)
