"""The pack's pages, made of the same page models and specifications as the screen."""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from cs_dash import (
    behind_repo,
    cohort_repo,
    finance_repo,
    fmt,
    renewals_repo,
    repo,
    tieout_repo,
)
from cs_dash.charts import TOTALS
from cs_dash.models import cards, cohorts, executive, renewals
from cs_dash.models.executive import WINDOWS, ExecutivePage
from cs_dash.models.standing import AT_RISK
from cs_dash.pack import parts, takeaways
from cs_dash.publication import Publication
from cs_dash.theme_tokens import BAND_LABELS, MOVEMENT_LABELS, SEGMENT_LABELS

LARGEST = 25
AT_RISK_RENEWALS = 5
COHORT_AGE = 12
FOOTED_MONTHS = 6


@dataclass(frozen=True)
class Asked:
    """What a pack is about; `compared` is what changes are counted from."""

    segment: str
    window: int
    month: dt.date
    compared: str = "quarter_ago"

    def words(self) -> list[tuple[str, str]]:
        """(label, value) of each filter."""
        return [
            ("Segment", SEGMENT_LABELS[self.segment]),
            ("Window", WINDOWS[self.window]),
            ("Month", fmt.month(self.month)),
            ("Changes since", cards.COMPARED[self.compared]),
        ]


def trend_alt(model: ExecutivePage) -> str:
    """The trend in words."""
    if not model.trend_rows:
        return ""
    ends = model.trend_rows[0]
    rates = ", ".join(
        f"{name} {fmt.rate(ends[metric])}" for metric, name in (("nrr", "NRR"), ("grr", "GRR")) if ends[metric]
    )
    first = fmt.month(model.trend_rows[-1]["month_end"])
    return f"Lines of NRR and GRR by month from {first} to {fmt.month(ends['month_end'])}, where they stand at {rates}."


def bridge_alt(model: ExecutivePage, currency: str) -> str:
    """The bridge in words."""
    steps = [
        f"{MOVEMENT_LABELS[row['step']]} {fmt.money(row['amount'], currency, plus=row['step'] not in TOTALS)}"
        for row in model.bridge_rows
        if row["amount"]
    ]
    return f"Bridge of MRR: {', '.join(steps)}."


def bands_alt(model: ExecutivePage) -> str:
    """The bands of health in words."""
    told = [
        f"{BAND_LABELS[row['band']]} {fmt.rate(row['health_share'])} ({fmt.count(row['accounts'])} accounts)"
        for row in model.standing.bands
        if row["band_set"] == "4 bands"
    ]
    return f"Shares of paying accounts in four bands of health: {', '.join(told)}."


def overview(model: ExecutivePage) -> dict:
    """The KPI strip and what changed."""
    return parts.page(
        takeaways.kept(model.at),
        "Are we keeping and growing our revenue, and is this quarter safe?",
        parts.cards(model.cards),
        parts.cards([*model.standing.cards, *model.standing.risk][:6]),
        parts.sentences(model.changed),
    )


def revenue(model: ExecutivePage, currency: str) -> dict:
    """Trend and bridge."""
    return parts.page(
        takeaways.moved(model.bridge_rows, model.first, model.month, currency),
        "Is retention on target, and what moved MRR?",
        *parts.beside(
            *parts.chart("trend", model.trend, trend_alt(model), "NRR and GRR by month; targets dashed.", 560, 400),
            *parts.chart("bridge", model.bridge, bridge_alt(model, currency), "Opening to closing MRR.", 560, 400),
        ),
    )


def health(model: ExecutivePage, currency: str) -> dict:
    """Bands and their rows."""
    blocks = parts.chart(
        "bands", model.standing.bands_spec, bands_alt(model), "Paying accounts by band of health.", 560
    )
    if model.standing.bands:
        listed = pa.Table.from_pylist(model.standing.bands)
        blocks.append(parts.table(listed, currency, "Critical of four bands includes Emergency."))
    blocks = parts.beside(*blocks)
    return parts.page(
        takeaways.healthy(model.standing.at, model.since, currency), "How healthy is the portfolio?",
        parts.cards(model.standing.risk), *blocks,
    )  # fmt: skip


def quarter(publication: Publication, model: ExecutivePage, asked: Asked, currency: str) -> dict:
    """Renewals of the quarter and of the year ahead, and those at risk."""
    now = model.standing
    pair: list[dict] = []
    newest = renewals_repo.newest_date(publication) if renewals.is_told(publication) else None
    if newest is not None and now.is_newest:
        pair += ahead(publication, asked.segment, newest, currency)
    at_risk = behind_repo.quarter_rows(publication, asked.segment, True, now.month, now.day, AT_RISK_RENEWALS)
    if at_risk.num_rows:
        listed = at_risk.select(["account_name", "due_date", "amount_due", "risk_level", "owner_name"])
        pair.append(parts.table(listed, currency, "The largest renewals of the quarter at risk."))
    title = takeaways.quarter(now.at, now.month, currency)
    return parts.page(title, "Is this quarter safe?", parts.cards(now.cards), *parts.beside(*pair))


def ahead(publication: Publication, segment: str, newest: dt.date, currency: str) -> list[dict]:
    """The year ahead by month, by the method of record."""
    scope = renewals_repo.Scope(segment, "all", renewals_repo.methods(publication)[0]["method"])
    told = renewals.build(publication, scope, newest, currency)
    if not told.months:
        return []
    due = fmt.money(sum(row["amount_due"] for row in told.months), currency)
    span = [fmt.month(told.months[place]["due_month_end"]) for place in (0, -1)]
    alt = f"Bars of renewals due by month from {span[0]} to {span[1]}, together {due}."
    return parts.chart("renewals", told.months_spec, alt, "ARR due by month, and what is expected of it.", 600)


def largest(publication: Publication, model: ExecutivePage, asked: Asked, currency: str) -> dict:
    """The largest accounts at risk."""
    place = (publication, asked.segment, AT_RISK, model.standing.month)
    shown = behind_repo.scored_rows(*place, LARGEST)
    total = behind_repo.scored_total(*place)
    title = takeaways.largest(shown.num_rows, sum(shown["arr"].to_pylist()), total, currency)
    listed = shown.select(
        ["account_name", "arr", "band", "score", "score_change", "main_driver", "renewal_date", "owner_name"]
    )
    blocks = [parts.table(listed, currency, "At-risk, Critical and Emergency, the largest first.")]
    return parts.page(title, "Which accounts need us?", *(blocks if shown.num_rows else []))


def newer(publication: Publication, segment: str, currency: str) -> list[dict]:
    """The cohort triangle; no page where the publication holds no cohorts."""
    if not cohorts.is_told(publication):
        return []
    started = cohort_repo.Scope() if segment == "all" else cohort_repo.Scope("segment", segment)
    drawn = cohorts.triangle(publication, started, "quarter", "net", 3, currency)
    rows = [row for row in cohort_repo.curves(publication, started, COHORT_AGE) if row["age_months"] == COHORT_AGE]
    blocks = parts.chart(
        "cohorts", drawn.spec,
        f"Heat map of net MRR by start quarter and age. {cohorts.by_start_year(publication, started, 'net')}",
        "Net MRR over the MRR of the start, by quarter of start; white is 100%, grey stands on too few.",
        1000,
    )  # fmt: skip
    return [parts.page(takeaways.cohorts(rows, COHORT_AGE), "Do newer customers stay better?", *blocks)]


def reconciliation(publication: Publication, model: ExecutivePage, asked: Asked, currency: str) -> dict:
    """Every definition beside the headline, and months whose movements foot."""
    shown = finance_repo.side_by_side(publication, asked.segment, asked.window, asked.month)
    footing = tieout_repo.footing(publication, asked.segment, asked.month, FOOTED_MONTHS)
    return parts.page(
        takeaways.reconciled(shown.to_pylist(), model.bridge_rows, currency),
        "Does NRR tie to the books, and if not, why?",
        parts.table(
            shown.select(["definition", "definition_id", "rate", "numerator", "denominator", "points"]),
            currency,
            "Every definition over the same window, in points against the headline of its kind.",
        ),
        parts.table(
            footing.select(
                ["month_end", "opening_mrr", "new_mrr", "reactivation_mrr", "expansion_mrr", "contraction_mrr",
                 "churn_mrr", "fx_mrr", "closing_mrr", "residual"]
            ),
            currency,
            "Opening and movements against closing MRR; left over is what does not foot.",
        ),
    )  # fmt: skip


def provenance(publication: Publication, model: ExecutivePage, asked: Asked, currency: str) -> dict:
    """What each figure means, and what it was made from."""
    release = repo.provenance(publication)
    stale = [row for row in repo.freshness(publication) if row["is_stale"]]
    sources = ", ".join(f"{row['source_system']} {row['source_object']}" for row in stale)
    known = [one for one in (*model.cards, *model.standing.cards, *model.standing.risk) if one.meaning]
    return parts.page(
        f"{fmt.count(release['tests_passed'])} checks passed on publication {release['publication_id']}",
        "What do these figures mean, and where are they from?",
        parts.facts(
            [
                *asked.words(),
                ("Quarter and portfolio", f"as of {fmt.day(model.standing.day)}"),
                ("As of", fmt.moment(publication.as_of)),
                ("Currency", currency.upper()),
                ("Publication", release["publication_id"]),
                ("Checks passed", fmt.count(release["tests_passed"])),
                ("Stale sources", sources or "none"),
                ("Code", release["git_commit"]),
            ]
        ),
        parts.facts([(one.label, one.meaning) for one in known]),
    )


def build(publication: Publication, asked: Asked) -> dict:
    """All pages of a pack, with the specifications of their charts."""
    currency = repo.reporting_currency(publication)
    at = executive.months(publication).standing(asked.month)
    model = executive.build(publication, asked.segment, asked.window, asked.month, currency, asked.compared, at)
    pages = [
        overview(model),
        revenue(model, currency),
        health(model, currency),
        quarter(publication, model, asked, currency),
        largest(publication, model, asked, currency),
        *newer(publication, asked.segment, currency),
        reconciliation(publication, model, asked, currency),
        provenance(publication, model, asked, currency),
    ]
    return {
        "title": f"Customer success, {fmt.month(asked.month)}",
        "scope": f"{SEGMENT_LABELS[asked.segment]}, {WINDOWS[asked.window]}",
        "stamp": f"As of {fmt.moment(publication.as_of)} · publication {fmt.plain(publication.publication_id)}",
        "pages": pages,
    }
