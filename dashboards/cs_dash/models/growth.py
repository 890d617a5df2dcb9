"""What Expansion & losses shows: the pipeline, the mix of what grew, and what was lost and why."""

import datetime as dt
from dataclasses import dataclass

from cs_dash import expansion_charts, expansion_repo, fmt, losses_repo, multi_year_repo, repo
from cs_dash.models.tiles import Tile
from cs_dash.publication import Publication
from cs_dash.theme_tokens import CAUSES, FEW_LOGOS

TABLES = {
    "pipeline": frozenset({"expansion_opportunities", "expansion_pipeline", "expansion_signal_results"}),
    "mix": frozenset({"expansion_amounts", "expansion_mix", "expansion_rates", "expansion_sources", "expansion_types"}),
    "whitespace": frozenset({"whitespace"}),
    "losses": frozenset({"loss_reasons", "loss_totals", "revenue_losses"}),
    "payments": frozenset({"dunning", "involuntary_churn", "revenue_losses"}),
    "win_back": frozenset({"win_back"}),
    "books": frozenset({"csm_books", "csm_book_amounts"}),
    "multi_year": frozenset({"multi_year_checks", "multi_year_eligibility", "multi_year_offers"}),
}
PERIODS = {"month": 24, "quarter": 12}
SOURCES = {"customer_success": "Customer success", "sales": "Sales", "other": "Others"}


@dataclass(frozen=True)
class Drawn:
    """Tiles and a chart with the rows that it was drawn from; `spec` is None without any."""

    tiles: list[Tile]
    spec: dict | None
    rows: list[dict]


def is_told(publication: Publication, view: str) -> bool:
    """Whether the publication holds what a view needs."""
    return repo.tables(publication).issuperset(TABLES[view])


def pipeline(publication: Publication, segment: str, currency: str) -> Drawn:
    """What is open, by stage."""
    total = expansion_repo.pipeline_total(publication, segment)
    rows = expansion_repo.pipeline(publication, segment)
    if not rows:
        return Drawn([], None, [])
    handed = expansion_repo.opportunity_total(publication, segment, "all", "all", "handed_over")
    deals = total["crm_opportunities"]
    guessed = total["estimated_expected_amount"]
    tiles = [
        Tile(
            "CRM pipeline, ARR", fmt.money(total["amount"] - total["estimated_amount"], currency),
            f"{fmt.count(deals)} open in the CRM", "The amounts of the CRM's open opportunities of expansion.",
        ),
        Tile(
            "Expected of the CRM's, ARR", fmt.money(total["expected_amount"] - guessed, currency),
            "amount times the stage's probability", "Each of them at the probability of its stage, summed.",
        ),
        Tile(
            "Seen by signals only, ARR", fmt.money(total["estimated_amount"], currency),
            f"estimated for {fmt.count(total['opportunities'] - deals)}; {fmt.money(guessed, currency)} expected",
            "A share of an account's ARR by the signal's rule, for the first open signal of an account and type that "
            "the CRM has nothing of, and where the CRM has no amount. Which signals growth follows is told below.",
        ),
        Tile(
            "Handed over to sales", fmt.count(handed["row_count"]), f"{fmt.money(handed['amount'], currency)} ARR",
            "Open opportunities that have reached the stage from which sales leads.",
        ),
    ]  # fmt: skip
    return Drawn(tiles, expansion_charts.stages(rows, currency), rows)


def ranged(least: fmt.Number | None, greatest: fmt.Number | None) -> str:
    """A target in words; none where there is none."""
    if least is None:
        return ""
    if greatest is None:
        return f"; target {fmt.rate(least)}"
    return f"; target {fmt.rate(least)} to {fmt.rate(greatest)}"


def mix(publication: Publication, segment: str, window: int, month: dt.date, currency: str) -> Drawn:
    """Growth by type, and how many customers grew by how much and found by whom."""
    rows = expansion_repo.mix(publication, segment, window, month)
    told = [row for row in rows if row["share"] is not None]
    tiles = rate_tiles(publication, segment, window, month, currency)
    for row in expansion_repo.sources(publication, window, month):
        if row["sourced_by"] == "customer_success":
            basis = "created" if row["basis"] == "created" else "won"
            credited = f"; {fmt.money(row['credited_amount'], currency)} of growth credited" if basis == "won" else ""
            tiles.append(
                Tile(
                    f"Found by CS, {basis}",
                    fmt.rate(row["amount_share"]),
                    f"{fmt.money(row['amount'], currency)} of {fmt.money(row['total_amount'], currency)} ARR, "
                    f"{fmt.count(row['opportunities'])} of {fmt.count(row['total_opportunities'])} opportunities"
                    + credited
                    + ranged(row["target_share"], None),
                    f"Share of ARR of the CRM's expansion opportunities {basis} in the window, all segments. "
                    "The amounts are what the CRM says, billed or not.",
                    row["total_opportunities"] < FEW_LOGOS,
                )
            )
    return Drawn(tiles, expansion_charts.mix(told, currency) if told else None, rows)


def rate_tiles(publication: Publication, segment: str, window: int, month: dt.date, currency: str) -> list[Tile]:
    """Customers that expanded and what they grew by; none without a customer."""
    row = expansion_repo.rates(publication, segment, window, month)
    if row is None:
        return []
    few = row["customers"] < FEW_LOGOS
    return [
        Tile(
            "Customers expanded",
            fmt.rate(row["customer_rate"]),
            f"{fmt.count(row['expanded_customers'])} of {fmt.count(row['customers'])}"
            + ranged(row["customer_rate_least"], row["customer_rate_greatest"]),
            "Customers of the window's opening that grew by one of the four types; a price uplift alone is none.",
            few,
        ),
        Tile(
            "Expansion of revenue",
            fmt.rate(row["revenue_rate"]),
            f"{fmt.money(row['expansion_mrr'], currency)} of {fmt.money(row['opening_mrr'], currency)} MRR"
            + ranged(row["revenue_rate_least"], row["revenue_rate_greatest"]),
            "The months in which the same customers rose, added up, over their MRR at the opening. The mix has "
            "customers that came later too; the CSM books hold the end against the opening, so that what was given up "
            "again is none.",
            few,
        ),
    ]


def losses(publication: Publication, basis: str, segment: str, kind: str, dimension: str, currency: str) -> Drawn:
    """Losses by period and reason."""
    rows = losses_repo.totals(publication, basis, segment, kind, dimension, PERIODS[basis])
    names = loss_names(publication, dimension)
    return Drawn([], expansion_charts.losses(rows, names, basis, currency) if rows else None, rows)


def loss_names(publication: Publication, dimension: str) -> dict[str, str]:
    """Reasons or causes by their codes."""
    return dict(CAUSES) if dimension == "cause" else losses_repo.reasons(publication)


def payments(publication: Publication, basis: str, segment: str, currency: str) -> Drawn:
    """Churn that nobody decided and payments that failed; tiles are of the newest period that is over."""
    rows = losses_repo.payments(publication, basis, segment, PERIODS[basis])
    final = next((row for row in rows if not row["is_provisional"]), None)
    tiles = (
        []
        if final is None
        else payment_tiles(final, expansion_charts.period_name(final["period_end"], basis), currency)
    )
    failed = [row for row in rows if row["failed_invoices"]]
    return Drawn(tiles, expansion_charts.payments(failed, basis, currency) if failed else None, rows)


def payment_tiles(row: dict, when: str, currency: str) -> list[Tile]:
    """What one period came to."""
    return [
        Tile(
            f"Involuntary churn, {when}",
            fmt.rate(row["involuntary_share"]),
            f"{fmt.money(row['involuntary_mrr'], currency)} of {fmt.money(row['churned_mrr'], currency)} lost MRR, "
            f"{fmt.count(row['involuntary_accounts'])} of {fmt.count(row['churned_accounts'])} accounts; "
            f"{fmt.money(row['unknown_mrr'], currency)} of {fmt.count(row['unknown_accounts'])} without a known reason",
            "Share of churned MRR that no customer decided to end, such as a card that was declined. Where nobody said "
            "why, it may be more.",
            row["churned_accounts"] < FEW_LOGOS,
        ),
        Tile(
            f"Of opening MRR, {when}",
            fmt.rate(row["involuntary_rate"]),
            f"{fmt.money(row['involuntary_mrr'], currency)} of {fmt.money(row['opening_mrr'], currency)} MRR",
            "Involuntary churn over the MRR that the period opened with.",
        ),
        Tile(
            f"Invoices recovered, {when}",
            fmt.rate(row["recovery_rate"]),
            f"{fmt.count(row['recovered_invoices'])} of {fmt.count(row['failed_invoices'])}, "
            f"{fmt.count(row['open_invoices'])} still open",
            "Invoices paid after all, of those whose payment first failed in the period.",
            row["failed_invoices"] < FEW_LOGOS,
        ),
        Tile(
            f"Amount recovered, {when}",
            fmt.rate(row["amount_recovery_rate"]),
            f"{fmt.money(row['recovered_amount'], currency)} of {fmt.money(row['failed_amount'], currency)}",
            "The same by amount.",
            row["failed_invoices"] < FEW_LOGOS,
        ),
    ]


def multi_year_tiles(publication: Publication, segment: str, currency: str) -> list[Tile]:
    """How many open renewals may be offered a longer term; none without an open renewal."""
    row = multi_year_repo.summary(publication, segment)
    if not row["renewals"]:
        return []
    shown = [
        Tile(
            "Eligible renewals", fmt.count(row["eligible"]), f"of {fmt.count(row['renewals'])} open renewals",
            "Open renewals that meet every required criterion of a longer term.",
        ),
        Tile(
            "ARR of them", fmt.money(row["eligible_amount"], currency),
            f"of {fmt.money(row['amount_due'], currency)} due", "Twelve times the MRR due.",
        ),
    ]  # fmt: skip
    for term in multi_year_repo.terms(publication, segment):
        least, most = (fmt.money(term[key], currency) for key in ("lowest_term_amount", "highest_term_amount"))
        off = f"{fmt.rate(term['lowest_discount'])} to {fmt.rate(term['highest_discount'])} off"
        shown.append(
            Tile(
                f"All for {term['term_years']} years", least, f"to {most}, at {off}",
                "What would be signed if every eligible renewal took this term, at the highest and lowest discount.",
            )
        )  # fmt: skip
    return shown
